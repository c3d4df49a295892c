// The passthrough over real sockets: what a client of the suite sends and gets must be what it was without
// us.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import pino from 'pino'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createFront, type Front } from './front.ts'
import type { PassthroughLimits } from './passthrough-limits.ts'

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer; remotePort: number }

const seen: Seen[] = []

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const suite = createServer(async (req, res) => {
  const body = await bodyOf(req)
  const { method = '', url = '', headers, socket } = req
  seen.push({ method, url, headers, body, remotePort: socket.remotePort ?? 0 })
  if (url.startsWith('/shop-api/gzip')) {
    res.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(gzipSync('squeezed'))
  } else if (url.startsWith('/shop-api/status/')) {
    res.writeHead(Number(url.split('/')[3])).end()
  } else if (url === '/shop-api/redirect') {
    res.writeHead(302, { location: `http://${headers['x-test-suite']}/shop-api/next` }).end()
  } else {
    const head = [
      'Set-Cookie',
      'session=1; HttpOnly',
      'Set-Cookie',
      'session.sig=2',
      'vendure-auth-token',
      'tok',
    ]
    res.writeHead(200, 'Fine', [...head, 'X-Powered-By', 'Express', 'Keep-Alive', 'timeout=99'])
    res.end(body)
  }
})

let suitePort = 0
const fronts: { front: Front; server: Server }[] = []
const registry = new Registry()
let base = ''

async function startFront(
  limits: Partial<PassthroughLimits> = {},
  metrics = new Registry(),
  accessLog = silentLog,
): Promise<string> {
  const front = createFront({
    passthrough: [{ prefix: '/shop-api' }, { prefix: '/assets' }],
    legacyUrl: `http://127.0.0.1:${suitePort}`,
    registry: metrics,
    log: silentLog,
    accessLog,
    limits,
  })
  const server = createServer(front)
  fronts.push({ front, server })
  return `http://127.0.0.1:${await listen(server, 0)}`
}

beforeAll(async () => {
  suitePort = await listen(suite, 0)
  base = await startFront({}, registry)
})

beforeEach(() => {
  seen.length = 0
})

afterAll(async () => {
  for (const { front, server } of fronts) {
    front.close()
    await closeServer(server, 0)
  }
  await closeServer(suite, 0)
})

/** One request with exactly these bytes; resolves with all that came until the other end closed. */
function rawExchange(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  socket.write(bytes)
  return text(socket)
}

describe('a request through the façade', () => {
  test('reaches the suite with method, target, headers and body as they were', async () => {
    const answer = await fetch(`${base}/shop-api?languageCode=de&x=%20a+b`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer tok',
        'X-Custom': 'ä'.normalize('NFC'),
      },
      body: '{"query":"{ me { id } }"}',
    })
    await answer.arrayBuffer()
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/shop-api?languageCode=de&x=%20a+b' })
    expect(String(seen[0]?.body)).toBe('{"query":"{ me { id } }"}')
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer tok',
      'content-length': '25',
      'x-custom': 'ä',
    })
  })

  test('brings back status, message, cookies and body as the suite sent them', async () => {
    const answer = await new Promise<IncomingMessage>((resolve) =>
      request(`${base}/shop-api`, { method: 'PUT' }, resolve).end('hello'),
    )
    expect(await text(answer)).toBe('hello')
    expect([answer.statusCode, answer.statusMessage]).toEqual([200, 'Fine'])
    expect(answer.headers['set-cookie']).toEqual(['session=1; HttpOnly', 'session.sig=2'])
    expect(answer.headers['vendure-auth-token']).toBe('tok')
    expect(answer.headers['x-powered-by']).toBeUndefined()
    expect(answer.headers['keep-alive']).not.toBe('timeout=99')
    expect(answer.headers['content-security-policy']).toBeUndefined()
  })

  test.each([200, 204, 301, 304, 400, 404, 418, 500, 503])('keeps status %i', async (status) => {
    const answer = await fetch(`${base}/shop-api/status/${status}`, { redirect: 'manual' })
    expect(answer.status).toBe(status)
  })

  test('keeps an encoded body as it is', async () => {
    const answer = await fetch(`${base}/shop-api/gzip`)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(await answer.text()).toBe('squeezed')
  })

  test('keeps a redirect in front of the façade', async () => {
    const headers = { 'x-test-suite': `127.0.0.1:${suitePort}` }
    const answer = await fetch(`${base}/shop-api/redirect`, { redirect: 'manual', headers })
    expect(answer.headers.get('location')).toBe('/shop-api/next')
  })

  test.each([
    ['small', 10_000, true],
    ['small', 10_000, false],
    ['large', 5_000_000, true],
    ['large', 5_000_000, false],
  ])('carries a %s body of %i bytes whole (known length: %p)', async (_size, bytes, withLength) => {
    const body = randomBytes(bytes)
    const answer = await new Promise<IncomingMessage>((resolve) => {
      const req = request(`${base}/shop-api/echo`, { method: 'POST' }, resolve)
      if (withLength) req.setHeader('content-length', bytes)
      for (let at = 0; at < bytes; at += 60_000) req.write(body.subarray(at, at + 60_000))
      req.end()
    })
    const back = await bodyOf(answer)
    const hash = (of: Buffer | undefined) =>
      createHash('sha256')
        .update(of ?? '')
        .digest('hex')
    expect(hash(seen[0]?.body)).toBe(hash(body))
    expect(hash(back)).toBe(hash(body))
    if (withLength) expect(seen[0]?.headers['content-length']).toBe(String(bytes))
  })

  test('a chunked body on a method without one cannot smuggle a second request', async () => {
    const smuggled = 'GET /shop-api/smuggled HTTP/1.1\r\nhost: x\r\n\r\n'
    const head =
      'DELETE /shop-api/item HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n'
    await rawExchange(`${head}${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`)
    expect(seen.map((s) => s.url)).toEqual(['/shop-api/item'])
    expect(String(seen[0]?.body)).toBe(smuggled)
  })

  test.each([
    ['a number that JavaScript would round', '{"id": 9007199254740993,"id":1e400}'],
    ['what is no JSON', '{"a":"\\ud800",}\u0000 '],
    ['a compressed one', gzipSync('squeezed').toString('latin1')],
  ])('keeps each byte of a body: %s', async (_what, body) => {
    const bytes = Buffer.from(body, 'latin1')
    const answer = await fetch(`${base}/shop-api`, { method: 'POST', body: bytes })
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(seen[0]?.body.equals(bytes)).toBe(true)
  })

  test('is part of the client’s trace, or begins one', async () => {
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
    const tracestate = 'vendor=1'
    await (await fetch(`${base}/shop-api`, { headers: { traceparent, tracestate } })).arrayBuffer()
    await (
      await fetch(`${base}/shop-api`, { headers: { traceparent: '00-0-0-00', tracestate } })
    ).arrayBuffer()
    expect(seen[0]?.headers).toMatchObject({ traceparent, tracestate })
    expect(seen[1]?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(seen[1]?.headers.tracestate).toBeUndefined()
  })

  test('internal headers, forwarding headers and our cookie stay outside, in any letter case', async () => {
    await rawExchange(
      [
        'GET /shop-api HTTP/1.1',
        'Host: shop.test',
        'Connection: close, X-Hop',
        'X-Hop: 1',
        'BANYAN-Channel: forged',
        'X-Forwarded-For: 6.6.6.6',
        'X-FORWARDED-HOST: evil.test',
        'Upgrade: h2c',
        'Cookie: a=1; banyan-visitor=v.sig; b=2',
        '\r\n',
      ].join('\r\n'),
    )
    const { headers } = seen[0] ?? {}
    expect(headers).toMatchObject({
      host: 'shop.test',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'shop.test',
    })
    expect(headers?.cookie).toBe('a=1; b=2')
    for (const name of ['x-hop', 'banyan-channel', 'upgrade']) expect(headers?.[name]).toBeUndefined()
  })

  test('TRACE, which would give hidden cookies back, is refused', async () => {
    const answer = await rawExchange('TRACE /shop-api HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
    expect(seen).toEqual([])
  })

  test('a client that asks to close is let go', async () => {
    const answer = await rawExchange('GET /shop-api HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(answer).toMatch(/\r\nconnection: close\r\n/i)
  })

  test('HEAD keeps its length and sends no body', async () => {
    const answer = await rawExchange('HEAD /shop-api HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 200 Fine\r\n/)
    expect(answer.split('\r\n\r\n')[1]).toBe('')
  })

  test('connections to the suite are used again', async () => {
    for (let i = 0; i < 5; i++) await (await fetch(`${base}/shop-api`)).arrayBuffer()
    expect(new Set(seen.map((s) => s.remotePort)).size).toBe(1)
  })

  test('is told to the access log without its path, where some suites keep names and addresses', async () => {
    const lines: string[] = []
    const url = await startFront({}, new Registry(), pino({}, { write: (line) => void lines.push(line) }))
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
    await (await fetch(`${url}/shop-api/users/anna@example.com`, { headers: { traceparent } })).arrayBuffer()
    expect(lines.length).toBe(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ...{
        operation: 'passthrough',
        method: 'GET',
        prefix: '/shop-api',
        status: 200,
        traceId: 'ab'.repeat(16),
      },
    })
    expect(lines[0]).not.toContain('anna')
  })

  test('is counted by prefix and class of status, with no label from outside', async () => {
    const alone = new Registry()
    const url = await startFront({}, alone)
    for (const path of ['/shop-api', '/shop-api/status/404', '/assets/x', '/assets/../x']) {
      await (await fetch(`${url}${path}`)).arrayBuffer()
    }
    const rows = (await alone.metrics())
      .split('\n')
      .filter((line) => line.startsWith('banyan_passthrough_requests') && !line.endsWith(' 0'))
    expect(rows.sort()).toEqual([
      'banyan_passthrough_requests_total{prefix="/assets",status_class="2xx"} 1',
      'banyan_passthrough_requests_total{prefix="/shop-api",status_class="2xx"} 1',
      'banyan_passthrough_requests_total{prefix="/shop-api",status_class="4xx"} 1',
    ])
  })
})

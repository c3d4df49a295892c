// WebSockets through the façade's own server: a suite made of sockets, clients that keep the rules and some
// that do not.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import type { FacadeParts } from '../create-facade.ts'
import { type FacadeInTest, startFacade } from '../testing/start-facade.ts'
import { accepted, closed, head, heard, send } from '../testing/websocket-wire.ts'
import { createFront, type Front } from './front.ts'

type Upgrade = (req: IncomingMessage, socket: Socket) => void

let suite: Server
let legacyUrl: string
let onUpgrade: Upgrade
const seen: IncomingMessage[] = []
const suiteSockets = new Set<Socket>()

const cleanUp: (() => Promise<void>)[] = []

beforeAll(async () => {
  suite = createServer((_req, res) => res.end('plain'))
  suite.on('connection', (socket) => {
    suiteSockets.add(socket)
    socket.on('error', () => undefined).once('close', () => suiteSockets.delete(socket))
  })
  suite.on('upgrade', (req, socket: Socket) => {
    seen.push(req)
    // Unread it would not notice its end, and it would stay half open.
    socket.resume().once('end', () => socket.end())
    onUpgrade(req, socket)
  })
  legacyUrl = `http://127.0.0.1:${await listen(suite, 0)}`
})

beforeEach(() => {
  seen.length = 0
  onUpgrade = (req, socket) => {
    socket.write(accepted(req))
    socket.pipe(socket)
  }
})

afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end()
})

afterAll(() => {
  for (const socket of suiteSockets) socket.destroy()
  return closeServer(suite, 0)
})

async function facadeWith(
  limits = {},
  url = legacyUrl,
  change: Partial<FacadeParts> = {},
): Promise<FacadeInTest & { front: Front; metrics: Registry }> {
  const metrics = new Registry()
  const front = createFront({
    ...{ passthrough: [{ prefix: '/shop-api' }], legacyUrl: url, registry: metrics, log: silentLog, limits },
    allowOrigin: (origin) => origin === 'https://app.example',
  })
  const facade = await startFacade({ front, ...change })
  cleanUp.push(async () => {
    front.tunnels.close()
    await facade.stop()
    front.close()
  })
  return { ...facade, front, metrics }
}

async function expectRefusal(answer: Promise<string>, status: number, code: string): Promise<void> {
  const got = await answer
  expect(got).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(JSON.parse(got.slice(got.indexOf('\r\n\r\n')))).toMatchObject({ status, code })
}

test('a client of Node’s own talks with the suite', async () => {
  onUpgrade = (req, socket) => {
    socket.write(accepted(req))
    // A masked text frame of few bytes comes, the same goes back unmasked. Source: RFC 6455 §5.2.
    socket.once('data', (frame: Buffer) => {
      const length = (frame[1] ?? 0) & 0x7f
      const mask = frame.subarray(2, 6)
      const words = frame.subarray(6, 6 + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0))
      socket.write(Buffer.concat([Buffer.from([0x81, length]), words]))
    })
  }
  const { port } = await facadeWith()
  const client = new WebSocket(`ws://127.0.0.1:${port}/shop-api/live?a=1`)
  const answer = new Promise((resolve, reject) => {
    client.onmessage = ({ data }) => resolve(data)
    client.onerror = () => reject(new Error('no WebSocket'))
  })
  client.onopen = () => client.send('hello')
  expect(await answer).toBe('hello')
  expect(seen[0]?.url).toBe('/shop-api/live?a=1')
  client.close()
})

test('the suite sees who asks from us, and nothing forged', async () => {
  const { port } = await facadeWith()
  const forged = ['X-Forwarded-For: 6.6.6.6', 'Banyan-Channel: x', 'Cookie: a=1; banyan-visitor=v']
  const socket = send(port, head('/shop-api/live', ...forged))
  await heard(socket, '\r\n\r\n')
  expect(seen[0]?.headers).toMatchObject({
    ...{ connection: 'Upgrade', upgrade: 'websocket', host: 'shop.example', cookie: 'a=1' },
    ...{ 'x-forwarded-for': '127.0.0.1', 'sec-websocket-version': '13', via: '1.1 banyan' },
  })
  expect(seen[0]?.headers['banyan-channel']).toBeUndefined()
  socket.destroy()
})

test('the client sees the suite’s consent without what is the suite’s own', async () => {
  onUpgrade = (req, socket) => {
    const own = ['X-Powered-By: Suite', 'X-Banyan-Side: new', 'Set-Cookie: s=1; Domain=127.0.0.1']
    socket.write(accepted(req, ...own, 'Set-Cookie: t=2'))
  }
  const { port } = await facadeWith()
  const socket = send(port, head())
  const got = await heard(socket, '\r\n\r\n')
  expect(got).toMatch(/^HTTP\/1\.1 101 .*\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/s)
  expect(got).toMatch(/\r\nset-cookie: s=1\r\nset-cookie: t=2\r\n/)
  expect(got).not.toMatch(/powered|banyan|domain/i)
  socket.destroy()
})

test.each([
  ['of the shop itself', 'http://shop.example'],
  ['that is listed', 'https://app.example'],
])('a page %s may open one', async (_which, origin) => {
  const { port } = await facadeWith()
  const socket = send(port, head('/shop-api/live', `Origin: ${origin}`))
  expect(await heard(socket, '\r\n\r\n')).toContain('101 Switching Protocols')
  socket.destroy()
})

describe('is refused without asking the suite', () => {
  test.each<[string, string, number, string]>([
    ['a page of another site', head('/shop-api/live', 'Origin: https://evil.example'), 403, 'forbidden'],
    ['a sandboxed page', head('/shop-api/live', 'Origin: null'), 403, 'forbidden'],
    ['a target that leaves the prefix', head('/shop-api/%2e%2e/admin-api'), 400, 'invalid-target'],
    ['a target of control characters', head('/shop-api/a%00'), 400, 'invalid-target'],
    ['two hosts', head('/shop-api/live', 'Host: evil.example'), 400, 'invalid-target'],
  ])('%s', async (_who, bytes, status, code) => {
    const { port } = await facadeWith()
    await expectRefusal(text(send(port, bytes)), status, code)
    expect(seen).toEqual([])
  })

  test('one too many', async () => {
    const { port } = await facadeWith({ tunnels: 1 })
    const first = send(port, head())
    await heard(first, '\r\n\r\n')
    await expectRefusal(text(send(port, head())), 503, 'unavailable')
    first.destroy()
  })

  test('one that comes too often', async () => {
    const rule = { perSecond: 0.01, burst: 1 }
    const rules = { visitor: rule, address: rule }
    const { port } = await facadeWith({}, legacyUrl, {
      rateLimit: {
        ...{ rules: { browse: rules, checkout: rules }, trustAfterMs: 600_000 },
        ...{ isExempt: () => false, store: null, degraded: () => undefined },
      },
    })
    const first = send(port, head())
    await heard(first, '\r\n\r\n')
    await expectRefusal(text(send(port, head())), 429, 'too-many-requests')
    first.destroy()
  })

  test('a client that keeps its half of the connection loses it', async () => {
    const { port } = await facadeWith()
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => undefined).write(head('/shop-api/live', 'Origin: null'))
    await heard(socket, 'forbidden')
    // What it writes is heard by nobody, which it learns by a reset.
    const more = setInterval(() => socket.write('x'), 50).unref()
    await closed(socket)
    clearInterval(more)
  })

  test('while the façade drains', async () => {
    const { port, facade } = await facadeWith()
    facade.drain()
    await expectRefusal(text(send(port, head())), 503, 'shutting-down')
  })
})

test.each([
  ['another protocol', head().replace('websocket', 'h2c'), 200],
  ['a contract operation', head('/v1/products/laptop'), 200],
  ['a path of nobody', head('/nothing'), 404],
  ['another method', head().replace('GET', 'POST'), 200],
])('%s is answered in HTTP', async (_what, bytes, status) => {
  const { port } = await facadeWith()
  const answer = await text(send(port, bytes.replace('Connection: Upgrade', 'Connection: Upgrade, close')))
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(seen).toEqual([])
})

describe('a suite that fails', () => {
  test.each<[string, Upgrade, number, string]>([
    ['says nothing', () => undefined, 504, 'deadline-exceeded'],
    ['hangs up', (_req, socket) => socket.destroy(), 502, 'upstream-failed'],
    ['talks garbage', (_req, socket) => socket.end('what\r\n\r\n'), 502, 'upstream-failed'],
    [
      'changes to another protocol',
      (_req, socket) => socket.write('HTTP/1.1 101 Fine\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
      502,
      'upstream-failed',
    ],
  ])('%s', async (_how, does, status, code) => {
    onUpgrade = does
    const { port } = await facadeWith({ answerWithinMs: 100 })
    await expectRefusal(text(send(port, head())), status, code)
    await Promise.all([...suiteSockets].map(closed))
  })

  test('is not there', async () => {
    const { port } = await facadeWith({}, 'http://127.0.0.1:9')
    await expectRefusal(text(send(port, head())), 502, 'upstream-unreachable')
  })
})

test.each([
  ['with a length', 'Content-Length: 5\r\n\r\nnever'],
  ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\nnever\r\n0\r\n\r\n'],
])('the suite’s own refusal %s reaches the client', async (_how, rest) => {
  onUpgrade = (_req, socket) =>
    socket.write(`HTTP/1.1 401 Unauthorized\r\nX-Powered-By: Suite\r\nWWW-Authenticate: Bearer\r\n${rest}`)
  const { port } = await facadeWith({ stallMs: 100 })
  const answer = await text(send(port, head()))
  expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\nwww-authenticate: Bearer\r\n/)
  expect(answer).toContain('never')
  expect(answer).not.toContain('Suite')
})

describe('an open one', () => {
  async function opened(limits = {}) {
    const facade = await facadeWith(limits)
    const client = send(facade.port, head())
    await heard(client, '\r\n\r\n')
    const [far] = [...suiteSockets].slice(-1)
    if (!far) throw new Error('the suite has no connection')
    return { ...facade, client, far }
  }

  test('closes at the suite when the client leaves', async () => {
    const { client, far } = await opened()
    client.destroy()
    await closed(far)
  })

  test('closes at the client when the suite leaves, with all that was said', async () => {
    const { client, far } = await opened()
    const rest = text(client)
    far.end('x'.repeat(500_000))
    expect(await rest).toHaveLength(500_000)
  })

  test('closes when nobody says anything', async () => {
    const { client, far } = await opened({ tunnelIdleMs: 100 })
    await Promise.all([closed(client), closed(far)])
  })

  test('ends with the façade, which would wait for it', async () => {
    const { client, far, front } = await opened()
    front.tunnels.close()
    await Promise.all([closed(client), closed(far)])
  })

  test('is counted and told once', async () => {
    const { client, metrics } = await opened()
    expect(await metrics.metrics()).toContain('banyan_passthrough_under_way{way="tunnel"} 1')
    client.destroy()
    await closed(client)
    const row = 'banyan_passthrough_requests_total{prefix="/shop-api",status_class="1xx"} 1'
    while (!(await metrics.metrics()).includes(row)) await new Promise(setImmediate)
  })
})

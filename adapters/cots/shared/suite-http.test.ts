// On real sockets: what connections do that are refused, reused, closed under us, or too few.
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { BanyanError } from '#contracts/errors.ts'
import { fieldOf } from '#contracts/process/http-client/answer-head.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { createRetryBudget } from '#contracts/process/retry-budget.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createSuiteHttp, type SuiteCall, type SuiteHttpSettings } from './suite-http.ts'

const maxAnswerBytes = 4096
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

type Change = Partial<SuiteHttpSettings>

/** A suite that is called over a port; `ask` sends a repeatable POST unless told otherwise. */
function suiteOn(port: number, change: Change = {}) {
  const origin = `http://127.0.0.1:${port}`
  const http = createSuiteHttp({ origin, connections: 8, maxAnswerBytes, ...change })
  ends.push(() => http.close())
  return (call: Partial<SuiteCall> = {}) => {
    const { signal } = new AbortController()
    const post = { method: 'POST', path: '/shop?x=1', headers: ['x-id', '7'], body: '{}' } as const
    return http.send({ ...post, repeatable: true, signal, ...call })
  }
}

async function serve(server: Server): Promise<number> {
  ends.push(() => closeServer(server, 0))
  return listen(server, 0)
}

/** A server that hears each request out before it answers; counts connections. */
async function suite(answer: RequestListener, change: Change = {}) {
  const open = new Set<Socket>()
  const seen = { calls: 0, connections: 0, open }
  const server = createServer((request, response) => {
    seen.calls += 1
    request.resume().on('end', () => answer(request, response))
  })
  server.on('connection', (socket) => {
    seen.connections += 1
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  return { ask: suiteOn(await serve(server), change), seen, server }
}

const ok = (_request: unknown, response: ServerResponse) => void response.end('{"x":1}')

describe('a call', () => {
  test('arrives as it was meant, and is answered with status, headers and text', async () => {
    const heard: string[] = []
    const server = createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`, String(request.headers['x-id']))
      request.on('data', (chunk) => heard.push(String(chunk)))
      request.on('end', () => response.writeHead(404, { 'retry-after': '7' }).end('né'))
    })
    const answer = await suiteOn(await serve(server))({ body: '{"ü":1}' })
    expect(heard).toEqual(['POST /shop?x=1', '7', '{"ü":1}'])
    expect(answer).toMatchObject({ status: 404, text: 'né' })
    expect(fieldOf(answer.fields, 'retry-after')).toBe('7')
  })

  test('uses a kept connection', async () => {
    const { ask, seen } = await suite(ok)
    for (let call = 0; call < 10; call += 1) await ask()
    expect(seen.connections).toBeLessThanOrEqual(2)
  })

  test('follows no redirect', async () => {
    let reached = false
    const elsewhere = createServer((_request, response) => {
      reached = true
      response.end()
    })
    const location = `http://127.0.0.1:${await serve(elsewhere)}/`
    const { ask } = await suite((_request, response) => response.writeHead(307, { location }).end())
    expect(await ask()).toMatchObject({ status: 307 })
    expect(reached).toBe(false)
  })

  test('uses no proxy of the environment', async () => {
    const proxy = await serve(createServer((_request, response) => response.end('proxied')))
    const before = process.env.http_proxy
    process.env.http_proxy = `http://127.0.0.1:${proxy}`
    try {
      expect(await (await suite(ok)).ask()).toMatchObject({ text: '{"x":1}' })
    } finally {
      if (before === undefined) delete process.env.http_proxy
      else process.env.http_proxy = before
    }
  })

  test('with a header that would be two is never sent', async () => {
    const { ask, seen } = await suite(ok)
    await expect(ask({ headers: ['x-id', '7\r\nx-admin: 1'] })).rejects.toMatchObject({
      code: 'upstream-failed',
    })
    expect(seen.calls).toBe(0)
  })
})

describe('a connection that breaks', () => {
  const breaking = (count: number) => {
    let broken = 0
    return suite((request, response) => {
      if (broken++ < count) request.socket.destroy()
      else response.end('{}')
    })
  }

  test('before any answer is made good once, where nothing can have changed', async () => {
    const { ask, seen } = await breaking(1)
    await expect(ask()).resolves.toMatchObject({ status: 200 })
    expect(seen.calls).toBe(2)
  })

  test('twice is a failure', async () => {
    const { ask, seen } = await breaking(2)
    await expect(ask()).rejects.toMatchObject({ code: 'upstream-failed' })
    expect(seen.calls).toBe(2)
  })

  test('under a call that may change something is a failure: it may have run', async () => {
    const { ask, seen } = await breaking(1)
    await expect(ask({ repeatable: false })).rejects.toMatchObject({ code: 'upstream-failed' })
    expect(seen.calls).toBe(1)
  })

  test('again and again is asked hardly more often than without repeats', async () => {
    const { ask, seen } = await breaking(Number.POSITIVE_INFINITY)
    for (let call = 0; call < 100; call += 1) await ask().catch(() => undefined)
    expect(seen.calls).toBeLessThanOrEqual(100 + 10 + 20)
  })

  test('is not made good once the whole side has used up its budget', async () => {
    const retries = createRetryBudget(0.2, 0)
    const { ask, seen } = await suite((request) => request.socket.destroy(), { retries })
    await expect(ask()).rejects.toMatchObject({ code: 'upstream-failed' })
    expect(seen.calls).toBe(1)
  })

  test('in the middle of the answer is a failure, never half an answer, and not repeated', async () => {
    const { ask, seen } = await suite((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"data":{}}')
      request.socket.end()
    })
    await expect(ask()).rejects.toMatchObject({ code: 'upstream-failed' })
    expect(seen.calls).toBe(1)
  })
})

describe('a suite', () => {
  test('that is not there cannot be reached', async () => {
    await expect(suiteOn(await freePort())()).rejects.toMatchObject({ code: 'upstream-unreachable' })
  })

  test('that comes back is used at once', async () => {
    const port = await freePort()
    const ask = suiteOn(port)
    await expect(ask()).rejects.toMatchObject({ code: 'upstream-unreachable' })
    const server = createServer((request, response) => void request.resume().on('end', () => response.end()))
    ends.push(() => closeServer(server, 0))
    await listen(server, port)
    expect(await ask()).toMatchObject({ status: 200 })
  })

  test.each([
    ['answers too much at once', 1],
    ['answers too much bit by bit', 50],
  ])('that %s is cut off', async (_how, pieces) => {
    const { ask } = await suite((_request, response) => {
      for (let piece = 0; piece < pieces; piece += 1) response.write('x'.repeat(5_000 / pieces))
      response.end()
    })
    await expect(ask()).rejects.toMatchObject({
      code: 'upstream-contract-violation',
      errors: [{ pointer: '', detail: 'is larger than the adapter accepts' }],
    })
  })
})

describe('an answer that comes compressed', () => {
  const compressed = (coding: string, bytes: Buffer) =>
    suite((_request, response) => response.writeHead(200, { 'content-encoding': coding }).end(bytes))

  test.each([
    ['gzip', gzipSync('{"x":"ü"}')],
    ['GZIP', gzipSync('{"x":"ü"}')],
    ['deflate', deflateSync('{"x":"ü"}')],
    ['br', brotliCompressSync('{"x":"ü"}')],
    ['identity', Buffer.from('{"x":"ü"}')],
  ])('as %s is read', async (coding, bytes) => {
    expect(await (await compressed(coding, bytes)).ask()).toMatchObject({ text: '{"x":"ü"}' })
  })

  test.each([
    ['gzip', gzipSync(Buffer.alloc(1_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(1_000_000))],
  ])('as %s bomb does not go off', async (coding, bytes) => {
    expect(bytes.length).toBeLessThan(maxAnswerBytes)
    await expect((await compressed(coding, bytes)).ask()).rejects.toMatchObject({
      code: 'upstream-contract-violation',
    })
  })

  test.each([
    ['gzip', Buffer.from('not at all')],
    ['gzip', gzipSync('cut').subarray(0, 12)],
    ['zebra', Buffer.from('x')],
    ['gzip, gzip', gzipSync(gzipSync('x'))],
  ])('as %s but cannot be read is a failure', async (coding, bytes) => {
    await expect((await compressed(coding, bytes)).ask()).rejects.toMatchObject({ code: 'upstream-failed' })
  })
})

describe('a signal', () => {
  const gone = new BanyanError('shopper-gone')

  test('ends calls that wait for an answer or for a connection; those are never sent', async () => {
    const controller = new AbortController()
    const { ask, seen, server } = await suite(() => controller.abort(), { connections: 1 })
    const calls = [1, 2, 3].map(() => ask({ signal: controller.signal }))
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'deadline-exceeded' } })
    }
    await new Promise<void>((resolve) => {
      if (seen.open.size === 0) resolve()
      else for (const socket of seen.open) socket.on('close', () => resolve())
    })
    expect(seen.calls).toBe(1)
    expect(server.listening).toBe(true)
  })

  test('ends an answer that stalls in its middle', async () => {
    const controller = new AbortController()
    const { ask } = await suite((_request, response) => {
      response.writeHead(200, { 'content-length': '9' }).write('{"a":')
      controller.abort(gone)
    })
    await expect(ask({ signal: controller.signal })).rejects.toBe(gone)
  })

  test('that had ended before keeps the call from being sent', async () => {
    const { ask, seen } = await suite(ok)
    await expect(ask({ signal: AbortSignal.abort(gone) })).rejects.toBe(gone)
    expect(seen.calls).toBe(0)
  })

  test('that ends after the answer harms nobody', async () => {
    const controller = new AbortController()
    const { ask } = await suite(ok)
    await ask({ signal: controller.signal })
    controller.abort(gone)
    expect(await ask()).toMatchObject({ status: 200 })
  })
})

// The passthrough in front of a suite that fails: real sockets, a suite made of raw bytes.
import { Agent, createServer as createHttpServer, request, type Server } from 'node:http'
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createFront, type Front } from './front.ts'
import type { PassthroughLimits } from './passthrough-limits.ts'

type Suite = { port: number; requests: number; sockets: Set<Socket>; server: NetServer }

const cleanUp: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end()
})

/** A suite that does as told with each chunk it is sent. */
async function suiteThat(does: (socket: Socket, suite: Suite) => void): Promise<Suite> {
  const server = createServer((socket) => {
    suite.sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => suite.sockets.delete(socket))
    socket.on('data', () => {
      suite.requests += 1
      does(socket, suite)
    })
  })
  const suite: Suite = { port: await listen(server, 0), requests: 0, sockets: new Set(), server }
  cleanUp.push(async () => {
    for (const socket of suite.sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return suite
}

async function frontFor(port: number, limits: Partial<PassthroughLimits> = {}): Promise<string> {
  const front: Front = createFront({
    passthrough: [{ prefix: '/shop-api' }],
    legacyUrl: `http://127.0.0.1:${port}`,
    registry: new Registry(),
    log: silentLog,
    limits,
  })
  const server: Server = createHttpServer(front)
  cleanUp.push(async () => {
    front.close()
    await closeServer(server, 0)
  })
  return `http://127.0.0.1:${await listen(server, 0)}/shop-api`
}

async function expectProblem(answer: Response, status: number, code: string): Promise<void> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await answer.json()).toMatchObject({ status, code, type: `/problems/${code}` })
  expect(answer.status).toBe(status)
}

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

test('a suite that refuses is 502', async () => {
  const suite = await suiteThat(() => undefined)
  await new Promise((resolve) => suite.server.close(resolve))
  await expectProblem(await fetch(await frontFor(suite.port)), 502, 'upstream-unreachable')
})

test('a suite whose name is unknown is 502', async () => {
  const front = createFront({
    passthrough: [{ prefix: '/shop-api' }],
    legacyUrl: 'http://no-such-suite.invalid',
    registry: new Registry(),
    log: silentLog,
  })
  const server = createHttpServer(front)
  cleanUp.push(() => closeServer(server, 0))
  const answer = await fetch(`http://127.0.0.1:${await listen(server, 0)}/shop-api`)
  await expectProblem(answer, 502, 'upstream-unreachable')
})

test('a silent suite is 504 and its connection is not kept', async () => {
  const suite = await suiteThat(() => undefined)
  const url = await frontFor(suite.port, { answerWithinMs: 100 })
  await expectProblem(await fetch(url), 504, 'deadline-exceeded')
  await Promise.all([...suite.sockets].map((s) => new Promise((resolve) => s.once('close', resolve))))
  expect(suite.requests).toBe(1)
})

test('a suite that trickles its head is 504: the time is total', async () => {
  const suite = await suiteThat((socket) => {
    const head = [...'HTTP/1.1 200 OK\r\nx-slow: '.padEnd(5_000, 'x')]
    const timer = setInterval(() => socket.write(head.shift() ?? 'x'), 10)
    socket.once('close', () => clearInterval(timer))
  })
  const url = await frontFor(suite.port, { answerWithinMs: 150, stallMs: 100 })
  await expectProblem(await fetch(url), 504, 'deadline-exceeded')
})

test('an answer that we give for the suite leaves the client’s connection open', async () => {
  const suite = await suiteThat((socket, { requests }) => (requests === 1 ? undefined : socket.write(ok)))
  const url = await frontFor(suite.port, { answerWithinMs: 100 })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () =>
    new Promise<[number | undefined, number | undefined]>((resolve) => {
      const req = request(url, { agent }, (res) => {
        const port = res.socket.localPort
        res.resume().on('end', () => resolve([res.statusCode, port]))
      }).end()
      req.on('error', () => resolve([undefined, undefined]))
    })
  const [late, port] = await ask()
  expect(late).toBe(504)
  expect(await ask()).toEqual([200, port])
  agent.destroy()
})

describe('a connection lost before the answer', () => {
  test('is asked once more when the request is safe', async () => {
    const suite = await suiteThat((socket, { requests }) =>
      requests === 1 ? socket.destroy() : socket.write(ok),
    )
    const answer = await fetch(await frontFor(suite.port))
    expect(await answer.text()).toBe('ok')
    expect(suite.requests).toBe(2)
  })

  test('is asked only once more', async () => {
    const suite = await suiteThat((socket) => socket.destroy())
    await expectProblem(await fetch(await frontFor(suite.port)), 502, 'upstream-failed')
    expect(suite.requests).toBe(2)
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is never replayed', async (method) => {
    const suite = await suiteThat((socket) => socket.resetAndDestroy())
    await expectProblem(await fetch(await frontFor(suite.port), { method }), 502, 'upstream-failed')
    expect(suite.requests).toBe(1)
  })

  test('a suite that fails for long is asked at most a fifth more', async () => {
    const suite = await suiteThat((socket) => socket.resetAndDestroy())
    const url = await frontFor(suite.port)
    for (let i = 0; i < 200; i++) await (await fetch(url)).arrayBuffer()
    expect(suite.requests).toBeLessThanOrEqual(200 * 1.2 + 10)
  })
})

describe('a connection lost within the body', () => {
  test.each([
    ['with a length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'],
    ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('%s is handed on as a lost connection, with no byte of ours', async (_kind, bytes) => {
    const suite = await suiteThat((socket) => socket.write(bytes, () => socket.resetAndDestroy()))
    const url = new URL(await frontFor(suite.port))
    const client = connect(Number(url.port), '127.0.0.1')
    client.write('GET /shop-api HTTP/1.1\r\nhost: x\r\n\r\n')
    const got = await text(client).catch((error: NodeJS.ErrnoException) => error.code ?? '')
    expect(got).not.toMatch(/problem|error occurred|\r\n0\r\n/i)
    const answer = fetch(url).then((a) => a.text())
    await expect(answer).rejects.toThrow()
  })

  test('a body that stands still is cut', async () => {
    const suite = await suiteThat((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
    )
    const url = await frontFor(suite.port, { stallMs: 100 })
    await expect(fetch(url).then((a) => a.text())).rejects.toThrow()
  })
})

test.each([
  ['garbage', 'what is this\r\n\r\n'],
  ['a status of no kind', 'HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  [
    'length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a control character', 'HTTP/1.1 200 OK\r\nx-a: b\u0001c\r\ncontent-length: 0\r\n\r\n'],
  ['a huge head', `HTTP/1.1 200 OK\r\nx-a: ${'x'.repeat(131_072)}\r\ncontent-length: 0\r\n\r\n`],
  [
    'an upgrade that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  ],
])('%s from the suite is 502, and the next request is served', async (_kind, bytes) => {
  const suite = await suiteThat((socket, { requests }) => socket.write(requests === 1 ? bytes : ok))
  const url = await frontFor(suite.port)
  await expectProblem(await fetch(url, { method: 'POST' }), 502, 'upstream-failed')
  expect(await (await fetch(url, { method: 'POST' })).text()).toBe('ok')
})

test('more requests than connections are told to come back', async () => {
  const taken = Promise.withResolvers<void>()
  const suite = await suiteThat((_socket, { requests }) => {
    if (requests === 2) taken.resolve()
  })
  const url = await frontFor(suite.port, { connections: 2 })
  const leave = new AbortController()
  const waiting = [1, 2].map(() => fetch(url, { signal: leave.signal }))
  await taken.promise
  const third = await fetch(url)
  expect(third.headers.get('retry-after')).toBe('1')
  await expectProblem(third, 503, 'unavailable')
  leave.abort()
  for (const one of waiting) await expect(one).rejects.toThrow()
})

test('slow uploads take no connection to the suite, and are told so', async () => {
  const suite = await suiteThat((socket) => socket.write(ok))
  const url = await frontFor(suite.port, { connections: 8, bodyWithinMs: 200 })
  const slow = [1, 2, 3, 4].map(() => {
    const req = request(url, { method: 'POST', headers: { 'content-length': '10' } })
    req.write('half')
    return new Promise<number | undefined>((resolve) =>
      req.on('response', (res) => resolve(res.resume().statusCode)),
    )
  })
  expect(await (await fetch(url)).text()).toBe('ok')
  expect(await Promise.all(slow)).toEqual([408, 408, 408, 408])
  expect(suite.requests).toBe(1)
})

test('a large upload that stands still is cut, and so is its call', async () => {
  const suite = await suiteThat(() => undefined)
  const url = await frontFor(suite.port, { smallBodyBytes: 10, stallMs: 100 })
  const req = request(url, { method: 'POST', headers: { 'content-length': '1000' } })
  req.write('x'.repeat(100))
  const status = await new Promise((resolve) => req.on('response', (res) => resolve(res.resume().statusCode)))
  expect(status).toBe(408)
  await Promise.all([...suite.sockets].map((s) => new Promise((resolve) => s.once('close', resolve))))
})

test('a client that leaves ends its call to the suite', async () => {
  const here = Promise.withResolvers<void>()
  const suite = await suiteThat(() => here.resolve())
  const leave = new AbortController()
  const answer = fetch(await frontFor(suite.port), { signal: leave.signal })
  await here.promise
  const closed = Promise.all(
    [...suite.sockets].map((s) => new Promise((resolve) => s.once('close', resolve))),
  )
  leave.abort()
  await expect(answer).rejects.toThrow()
  await closed
})

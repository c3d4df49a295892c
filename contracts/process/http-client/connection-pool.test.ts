import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { listen } from '../listen.ts'
import type { Answer } from './answer-reader.ts'
import type { Connection } from './connection.ts'
import { ConnectionPool, type ConnectionPoolSettings } from './connection-pool.ts'
import type { HttpCall } from './http-call.ts'
import { writeFields, writeRequestHead } from './request-head.ts'

class Ask implements HttpCall {
  readonly head: string
  readonly body: Buffer | null
  carrier: Connection | null = null
  readonly outcome: Promise<string>
  #settle!: (outcome: string) => void

  constructor(path: string, body: string | null = null) {
    const length = body === null ? [] : ['content-length', String(Buffer.byteLength(body))]
    this.head = writeRequestHead(body === null ? 'GET' : 'POST', path, writeFields(['host', 'x', ...length]))
    this.body = body === null ? null : Buffer.from(body)
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  onAnswer({ head, body }: Answer): void {
    this.#settle(`${head.status} ${body}`)
  }

  onFailure(error: Error & { code?: string }, hasBegun: boolean): void {
    this.#settle(`${error.code}${hasBegun ? ', begun' : ''}`)
  }
}

let server: Server
let pool: ConnectionPool
const connected = new Set<Socket>()
const held: (() => void)[] = []

function createPool(more: Partial<ConnectionPoolSettings> = {}): ConnectionPool {
  return new ConnectionPool({
    origin: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    connections: 2,
    waiting: 2,
    connectTimeoutMs: 2_000,
    idleMs: 30_000,
    largestAnswerBytes: 1_000_000,
    ...more,
  })
}

function ask(path: string, body: string | null = null): Ask {
  const call = new Ask(path, body)
  pool.send(call)
  return call
}

beforeEach(async () => {
  server = createServer((req, res) => {
    if (req.url === '/held') held.push(() => res.end('held'))
    else if (req.url === '/echo') req.pipe(res)
    else if (req.url === '/cut')
      res.writeHead(200, { 'content-length': 9 }).write('half', () => res.destroy())
    else if (req.url === '/large') res.end('x'.repeat(900_000))
    else res.end(req.url)
  })
  server.on('connection', (socket) => {
    connected.add(socket)
    socket.on('close', () => connected.delete(socket))
  })
  await listen(server, 0)
  pool = createPool()
})
afterEach(async () => {
  pool.close()
  held.length = 0
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
})

test('calls take turns on few connections, and each gets its own answer', async () => {
  const calls = ['/a', '/b', '/c', '/d'].map((path) => ask(path))
  expect(await Promise.all(calls.map(({ outcome }) => outcome))).toEqual([
    '200 /a',
    '200 /b',
    '200 /c',
    '200 /d',
  ])
  expect(pool.size).toBe(2)
  expect(connected.size).toBe(2)
})

test('a large answer comes whole, and a body goes out whole', async () => {
  expect(await ask('/large').outcome).toBe(`200 ${'x'.repeat(900_000)}`)
  expect(await ask('/echo', 'ü'.repeat(50_000)).outcome).toBe(`200 ${'ü'.repeat(50_000)}`)
})

test('more may not wait than may', async () => {
  const [first, second, third, fourth, fifth] = Array.from({ length: 5 }, () => ask('/held'))
  expect(await fifth?.outcome).toBe('POOL_FULL')
  for (const call of [first, second, third, fourth]) if (call) pool.cancel(call)
})

test('a waiting call that is cancelled is never sent; a running one gives its place away', async () => {
  const [first] = [ask('/held'), ask('/held')]
  const [never, last] = [ask('/never'), ask('/last')]
  if (first === undefined || never === undefined || last === undefined) throw new Error('unreachable')
  pool.cancel(never)
  expect(pool.waiting).toBe(1)
  pool.cancel(first)
  expect(await last.outcome).toBe('200 /last')
})

test('an answer that is cut is a failure that had begun, and the next call gets a good one', async () => {
  expect(await ask('/cut').outcome).toBe('CONNECTION_CLOSED, begun')
  expect(await ask('/after').outcome).toBe('200 /after')
})

test('a free connection that the other end closes is forgotten', async () => {
  await ask('/a').outcome
  const [socket] = connected
  socket?.end()
  while (pool.size > 0) await new Promise(setImmediate)
  expect(await ask('/b').outcome).toBe('200 /b')
})

test('a free connection is closed before the other end says that it would', async () => {
  server.keepAliveTimeout = 2_000
  await ask('/a').outcome
  while (pool.size > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await ask('/b').outcome).toBe('200 /b')
})

test('a closed pool fails what it has and takes nothing more', async () => {
  const calls = [ask('/held'), ask('/held'), ask('/held')]
  pool.close()
  const outcomes = await Promise.all(calls.map(({ outcome }) => outcome))
  expect(outcomes).toEqual(['CONNECTION_CLOSED', 'CONNECTION_CLOSED', 'POOL_CLOSED'])
  expect(await ask('/a').outcome).toBe('POOL_CLOSED')
})

test('what would be a second request is refused before it is sent', () => {
  expect(() => writeFields(['x', 'a\r\nhost: b'])).toThrow(TypeError)
  expect(() => writeRequestHead('GET', '/a HTTP/1.1\r\n', '')).toThrow(TypeError)
  expect(() => writeRequestHead('GET', 'http://a/', '')).toThrow(TypeError)
})

import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { bindStorefront, type StorefrontSockets } from './storefront-sockets.ts'
import { createStartWorker, type Worker } from './worker-process.ts'

const script = fileURLToPath(new URL('../testing/tiny-worker.ts', import.meta.url))
const agents: Agent[] = []
const workers: Worker[] = []
let sockets: StorefrontSockets

beforeEach(async () => {
  sockets = await bindStorefront('127.0.0.1', 0, 2)
})
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy()
  for (const worker of workers) worker.kill('SIGKILL')
  await Promise.all(workers.splice(0).map(({ ended }) => ended))
  sockets.close()
})

async function startWorker(seat: number): Promise<Worker> {
  const worker = createStartWorker({ script, nodeOptions: [], fds: sockets.fds })(seat)
  workers.push(worker)
  await worker.ready
  return worker
}

function client(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agents.push(agent)
  return agent
}

function begin(path: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) =>
    get({ host: '127.0.0.1', port: sockets.port, path, agent }, resolve).on('error', reject),
  )
}

async function ask(agent = client()): Promise<number> {
  return Number(Buffer.concat(await (await begin('/', agent)).toArray()).toString())
}

const crowd = () => Promise.all(Array.from({ length: 40 }, () => ask()))
const stop = (worker: Worker, ms: number) => worker.tell({ kind: 'stop', lingerMs: ms, cutMs: ms })
const clean = { code: 0, signal: null }

test('a second façade at the same address is refused', async () => {
  await startWorker(0)
  await expect(bindStorefront('127.0.0.1', sockets.port, 2)).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('a kept connection may bring one more request while its worker goes; then it is gone', async () => {
  const worker = await startWorker(0)
  const agent = client()
  await ask(agent)
  stop(worker, 60_000)
  // The message and the request race: until the worker has heard, it keeps the connection.
  for (let keeps = true; keeps; keeps = Object.keys(agent.freeSockets).length > 0) {
    expect(await ask(agent)).toBe(worker.pid)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await worker.ended).toEqual(clean)
})

test('what stays idle is closed when its time is over, what never ends is cut', async () => {
  const worker = await startWorker(0)
  await ask()
  const never = await begin('/never', client())
  stop(worker, 50)
  expect(await worker.ended).toEqual(clean)
  await expect(never.toArray()).rejects.toThrow()
})

test('a connection that is HTTP no more does not keep its worker', async () => {
  const worker = await startWorker(0)
  const socket = connect(sockets.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
  await once(socket, 'data')
  stop(worker, 10)
  expect(await worker.ended).toEqual(clean)
  socket.destroy()
})

test('connections that wait are taken by the next generation', async () => {
  const first = await startWorker(0)
  stop(first, 0)
  await first.ended
  const waiting = crowd()
  const next = await startWorker(0)
  expect(new Set(await waiting)).toEqual(new Set([next.pid]))
})

test('who covers an empty seat takes what waits there, again and again', async () => {
  const first = await startWorker(0)
  for (let round = 1; round <= 5; round++) {
    const second = await startWorker(1)
    expect(new Set(await crowd())).toContain(second.pid)
    second.kill('SIGKILL')
    await second.ended
    const waiting = crowd()
    first.tell({ kind: 'cover', seats: [1] })
    expect(new Set(await waiting)).toEqual(new Set([first.pid]))
    first.tell({ kind: 'cover', seats: [] })
  }
})

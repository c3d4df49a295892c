// The generator against servers whose behaviour is known: it must see what a closed loop would not.
import { createServer, type RequestListener, type Server } from 'node:http'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { productJson } from '../stage/toy-answers.ts'
import type { LoadOrder } from './load-order.ts'
import { openLoop } from './open-loop.ts'

let server: Server
afterEach(() => closeServer(server, 0))

async function load(listener: RequestListener, change: Partial<LoadOrder> = {}) {
  server = createServer(listener)
  const port = await listen(server, 0)
  return openLoop({
    ...{ port, perSecond: 200, seconds: 0.5, words: 10, connections: 50, validateEvery: 1 },
    requests: [{ operation: 'getProduct', target: '/v1/products/WORD', headers: {}, weight: 1 }],
    ...change,
  })
}

const good: RequestListener = (_req, res) => {
  const body = productJson('a')
  res
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body)
}

test('every request that was due is told of', async () => {
  expect(await load(good)).toMatchObject({ due: 100, good: 100, lost: 0, byStatus: {}, breaches: [] })
})

test('a server that stands still cannot hide it: those who were due meanwhile waited too', async () => {
  let begun = 0
  const { good: answered, p50Ms } = await load((req, res) => {
    begun ||= performance.now()
    const left = 500 - (performance.now() - begun)
    setTimeout(() => good(req, res), Math.max(0, left))
  })
  expect(answered).toBe(100)
  // Due evenly over the stop of half a second: half of them waited longer than half of it.
  expect(p50Ms).toBeGreaterThan(150)
})

test('one connection only: the queue in front of it counts as latency', async () => {
  const slow: RequestListener = (req, res) => void setTimeout(() => good(req, res), 20)
  const { p99Ms, lost } = await load(slow, { connections: 1 })
  expect(lost).toBe(0)
  expect(p99Ms).toBeGreaterThan(500)
})

test('answers that break the contract are not good', async () => {
  const {
    good: count,
    breaches,
    byStatus,
  } = await load((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}')
  })
  expect([count, byStatus]).toEqual([0, { 200: 100 }])
  expect(breaches).toHaveLength(5)
})

test('refusals are told by status, and whether they say when to come again', async () => {
  let count = 0
  const { byStatus, refusedBlindly, lost } = await load((_req, res) => {
    count += 1
    if (count % 2 === 0) res.setHeader('retry-after', '1')
    res.writeHead(503, { 'content-length': 0 }).end()
  })
  expect([byStatus, refusedBlindly, lost]).toEqual([{ 503: 100 }, 50, 0])
})

test('a cut connection is a lost request', async () => {
  expect(await load((req) => req.socket.destroy())).toMatchObject({ due: 100, good: 0, lost: 100 })
})

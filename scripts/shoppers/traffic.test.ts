// Whole traffic against a small shop over real sockets.
import { createServer, type ServerResponse } from 'node:http'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { type Question, questionOf, sampleAnswer } from './sample-shop.ts'
import { runTraffic, type TrafficOptions } from './traffic.ts'

type Asked = Question & { readonly cookie: string | undefined }

type Shop = { readonly url: string; readonly asked: Asked[]; close(): Promise<void> }

async function openShop(
  answer: (asked: Asked, res: ServerResponse, shop: { minted: number }) => void,
): Promise<Shop> {
  const asked: Asked[] = []
  const shop = { minted: 0 }
  const server = createServer((req, res) => {
    const what = { ...questionOf(req.url ?? ''), cookie: req.headers.cookie }
    asked.push(what)
    if (!what.cookie) {
      shop.minted += 1
      res.setHeader('set-cookie', [`banyan-visitor=v${shop.minted}.sig; HttpOnly; Path=/`])
    }
    answer(what, res, shop)
  })
  return { url: `http://127.0.0.1:${await listen(server, 0)}`, asked, close: () => closeServer(server, 0) }
}

function well(asked: Asked, res: ServerResponse, side = 'legacy', reason = 'percentage'): void {
  res.setHeader('content-type', 'application/json')
  res.setHeader('x-banyan-side', side).setHeader('x-banyan-reason', reason)
  res.end(JSON.stringify(sampleAnswer(asked.operation, asked.parameters)))
}

async function traffic(shop: Shop, more: Partial<TrafficOptions> = {}, requests = 300) {
  const stop = new AbortController()
  const enough = setInterval(() => shop.asked.length >= requests && stop.abort(), 1)
  const options = {
    seed: 7,
    rate: { sessions: 2_000 },
    seconds: null,
    visitors: null,
    pace: 0,
    progress: () => undefined,
  }
  try {
    return await runTraffic({ url: shop.url, signal: stop.signal, ...options, ...more })
  } finally {
    clearInterval(enough)
    await shop.close()
  }
}

test('answers that meet the contract are counted by operation, side and reason', async () => {
  const summary = await traffic(await openShop((asked, res) => well(asked, res)))
  expect(summary.requests).toBeGreaterThanOrEqual(200)
  expect(summary.sides).toEqual({ legacy: summary.requests })
  expect(summary.reasons).toEqual({ percentage: summary.requests })
  expect(Object.values(summary.operations).reduce((a, b) => a + b)).toBe(summary.requests)
  expect(summary).toMatchObject({
    errors: {},
    breaches: { count: 0, examples: [] },
    visitorsThatChangedSide: 0,
  })
  expect(summary.milliseconds.p99).toBeGreaterThanOrEqual(summary.milliseconds.p50 ?? Number.NaN)
})

test('a visitor keeps the cookie that he was given, over all his visits', async () => {
  const shop = await openShop((asked, res) => well(asked, res))
  await traffic(shop, { visitors: 5 })
  expect(new Set(shop.asked.map((a) => a.cookie)).size).toBe(1 + 5)
  expect(shop.asked.filter((a) => a.cookie === undefined).length).toBe(5)
})

test('a visitor who meets both sides is counted; one who met a fallback is not', async () => {
  let n = 0
  const flipping = await openShop((asked, res) => well(asked, res, n++ % 2 ? 'new' : 'legacy'))
  expect((await traffic(flipping)).visitorsThatChangedSide).toBeGreaterThan(0)
  const falling = await openShop((asked, res) =>
    n++ % 3 === 0 ? well(asked, res, 'legacy', 'fallback') : well(asked, res, 'new'),
  )
  const summary = await traffic(falling)
  expect(summary.reasons.fallback).toBeGreaterThan(0)
  expect(summary.visitorsThatChangedSide).toBe(0)
})

test('problem documents are counted by code; they are answers of the contract', async () => {
  const problem = {
    type: '/problems/unavailable',
    title: 't',
    status: 503,
    code: 'unavailable',
    traceId: 'x',
  }
  const shop = await openShop((_asked, res) => {
    res.writeHead(503, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  })
  const summary = await traffic(shop)
  expect(summary.errors).toEqual({ unavailable: summary.requests })
  expect(summary.breaches.count).toBe(0)
})

test.each([
  { what: 'no JSON', status: 200, type: 'application/json', body: '<html>', says: 'not JSON' },
  { what: 'another shape', status: 200, type: 'application/json', body: '{"items":[{}]}', says: '/items/0' },
  {
    what: 'another type',
    status: 200,
    type: 'text/html',
    body: '{"items":[]}',
    says: 'content type text/html',
  },
  { what: 'a bare error', status: 500, type: 'text/plain', body: '"oops"', says: 'without a known code' },
  {
    what: 'an unknown code',
    status: 500,
    type: 'application/problem+json',
    body: '{"code":"constructor"}',
    says: 'known code',
  },
])('$what is a breach of the contract and says what is wrong', async ({ status, type, body, says }) => {
  const shop = await openShop((_asked, res) => {
    res.writeHead(status, { 'content-type': type }).end(body)
  })
  const summary = await traffic(shop, {}, 20)
  expect(summary.breaches.count).toBeGreaterThan(0)
  expect(summary.breaches.examples[0]).toContain(says)
})

test('as many requests come as were asked for, from the beginning', async () => {
  const shop = await openShop((asked, res) => well(asked, res))
  const summary = await traffic(shop, { seconds: 2, rate: { requests: 200 }, pace: 0.05 }, 1_000_000)
  // Wide: a busy machine may be late, but must not be many times too few.
  expect(summary.requests).toBeGreaterThan(100)
  expect(summary.requests).toBeLessThan(600)
})

test('a shop that is not there is unreachable, and the shoppers go home when time is up', async () => {
  const shop = await openShop((asked, res) => well(asked, res))
  await shop.close()
  const summary = await traffic(shop, { seconds: 0.2, rate: { requests: 500 } })
  expect(summary.errors).toEqual({ unreachable: summary.requests })
  expect(summary.requests).toBeGreaterThan(0)
})

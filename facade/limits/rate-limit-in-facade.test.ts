// Limits on clients on real sockets: what a shopper, a stranger and an old client get.
import { mintVisitorId, mintVisitorToken } from '#contracts/visitor-token.ts'
import { type FacadeInTest, secrets, startFacade } from '../testing/start-facade.ts'

const slow = { perSecond: 0.01, burst: 4 }
const wide = { perSecond: 1, burst: 1_000 }

let it: FacadeInTest
afterEach(() => it.stop())

function start(address: typeof slow, visitor: typeof slow) {
  return startFacade({
    front: (_req, res) => void res.end('front'),
    rateLimit: {
      rules: { browse: { visitor, address }, checkout: { visitor, address } },
      trustAfterMs: 600_000,
      isExempt: () => false,
      store: null,
      degraded: () => undefined,
    },
  })
}

async function statuses(count: number, headers: () => Record<string, string>, path = '/v1/products/laptop') {
  const all: number[] = []
  for (let index = 0; index < count; index++) {
    const answer = await fetch(it.url + path, { headers: headers() })
    await answer.arrayBuffer()
    all.push(answer.status)
  }
  return all
}

const known = (since: number) => {
  const id = mintVisitorId(since, 'AAAAAAAAAAAAAAAAAAAAAA')
  return { 'banyan-visitor': mintVisitorToken(id, [secrets.visitor]) }
}

test('a known visitor is limited for himself: 429, and when to come again', async () => {
  it = await start(wide, slow)
  const shopper = known(Date.now() - 3_600_000)
  expect(await statuses(5, () => shopper)).toEqual([200, 200, 200, 200, 429])
  const { status, headers } = await fetch(`${it.url}/v1/products/laptop`, { headers: shopper })
  expect(status).toBe(429)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(90)
  expect(headers.get('ratelimit-policy')).toBe('"browse";q=4;w=400')
  expect(headers.get('ratelimit')).toMatch(/^"browse";r=0;t=\d+$/)
  expect(await it.registry.metrics()).toContain(
    'banyan_rate_limited_total{class="browse",client="visitor"} 2',
  )
})

test('dropping the cookie gains nothing, nor does keeping the new one', async () => {
  it = await start(slow, wide)
  expect(await statuses(4, () => ({}))).toEqual([200, 200, 429, 429])
  expect(await statuses(1, () => known(Date.now()))).toEqual([429])
})

test('a forged cookie gains nothing', async () => {
  it = await start(slow, wide)
  const forged = () => ({ 'banyan-visitor': mintVisitorToken('BBBBB'.padEnd(22, 'C'), ['somebody else’s']) })
  expect(await statuses(3, forged)).toEqual([200, 200, 429])
})

test('an old client of the suite is limited by its address', async () => {
  it = await start(slow, wide)
  expect(await statuses(3, () => ({}), '/shop-api')).toEqual([200, 200, 429])
})

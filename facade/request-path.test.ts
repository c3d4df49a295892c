// The request path as shoppers, testers and operators meet it: real sockets, both sides, every policy.
import { eventProblems } from '#contracts/events/event-validation.ts'
import { operations } from '#contracts/operations.ts'
import { readVisitorToken } from '#contracts/visitor-token.ts'
import { aProduct } from './testing/sample-answers.ts'
import { asTester, asVisitor, type FacadeInTest, secrets, startFacade } from './testing/start-facade.ts'
import { json } from './testing/tiny-upstream.ts'

const productUrl = '/v1/products/laptop'

let it: FacadeInTest
const rejections: unknown[] = []
const onRejection = (reason: unknown) => void rejections.push(reason)
beforeEach(async () => {
  process.on('unhandledRejection', onRejection)
  it = await startFacade()
})
afterEach(async () => {
  await it.stop()
  process.off('unhandledRejection', onRejection)
  expect(rejections.splice(0)).toEqual([])
})

async function get(target: string, headers: Record<string, string> = {}, from = it) {
  const answer = await fetch(from.url + target, { headers })
  const body = (await answer.json()) as { name?: string; code?: string; traceId?: string }
  return { status: answer.status, headers: answer.headers, body }
}

async function sideOf(headers: Record<string, string> = {}) {
  const { headers: answered, body } = await get(productUrl, headers)
  expect(body.name).toBe(answered.get('x-banyan-side'))
  return [answered.get('x-banyan-side'), answered.get('x-banyan-reason')]
}

describe('which side answers', () => {
  test('the flag’s percentage decides, and every answer says so', async () => {
    expect(await sideOf()).toEqual(['legacy', 'percentage'])
    it.flags.set('catalog', { percent: 100 })
    expect(await sideOf()).toEqual(['new', 'percentage'])
  })

  test('a visitor keeps his side from click to click', async () => {
    it.flags.set('catalog', { percent: 50 })
    const [first] = await sideOf(asVisitor(1))
    for (let click = 0; click < 10; click++) expect((await sideOf(asVisitor(1)))[0]).toBe(first)
  })

  test('raising the percentage never sends a visitor back', async () => {
    const visitors = Array.from({ length: 60 }, (_, number) => asVisitor(number))
    let before = new Set<number>()
    for (const percent of [0, 10, 25, 50, 75, 100]) {
      it.flags.set('catalog', { percent })
      const sides = await Promise.all(visitors.map((visitor) => sideOf(visitor)))
      const now = new Set(sides.flatMap(([side], number) => (side === 'new' ? [number] : [])))
      expect([...before].filter((number) => !now.has(number))).toEqual([])
      before = now
    }
    expect(before.size).toBe(visitors.length)
  })

  test('what the façade does is what explain says', async () => {
    it.flags.set('catalog', { percent: 50 })
    for (let number = 0; number < 20; number++) {
      const headers = asVisitor(number)
      const { side, reason } = it.facade.explain({
        operation: 'getProduct',
        visitor: headers['banyan-visitor'],
      })
      expect(await sideOf(headers)).toEqual([side, reason])
    }
  })

  test('without a flag everybody gets legacy', async () => {
    it.flags.remove('catalog')
    expect(await sideOf()).toEqual(['legacy', 'default'])
  })

  test('a kill is seen by the next request, whatever draw or tester say', async () => {
    it.flags.set('catalog', { percent: 100 })
    expect(await sideOf()).toEqual(['new', 'percentage'])
    it.flags.set('catalog', { enabled: false })
    expect(await sideOf()).toEqual(['legacy', 'kill'])
    expect(await sideOf(asTester())).toEqual(['legacy', 'kill'])
  })

  test('a journey’s flag moves that journey alone', async () => {
    it.flags.set('catalog', { percent: 100 })
    const { headers } = await get('/v1/suggest?q=lap')
    expect(headers.get('x-banyan-side')).toBe('legacy')
  })

  test('a tester chooses, and a forged or expired token is an error', async () => {
    expect(await sideOf(asTester())).toEqual(['new', 'tester'])
    expect(await sideOf(asTester({ side: 'legacy' }))).toEqual(['legacy', 'tester'])
    for (const token of [
      'forged',
      `${asTester()['banyan-tester']}x`,
      asTester({ exp: 1 })['banyan-tester'],
    ]) {
      const { status, body } = await get(productUrl, { 'banyan-tester': token })
      expect([status, body.code]).toEqual([400, 'invalid-override'])
    }
  })

  test('an operation that legacy lacks is answered by the new side', async () => {
    it.upstream.answer = json({ items: [] })
    const { status, headers } = await get('/v1/categories')
    expect([status, headers.get('x-banyan-reason')]).toEqual([200, 'capability'])
  })

  test('an operation that only a killed side has is refused, with the time to come again', async () => {
    it.flags.set('catalog', { enabled: false })
    const { status, headers, body } = await get('/v1/categories')
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '30'])
  })
})

describe('who may see it', () => {
  let production: FacadeInTest
  beforeEach(async () => {
    production = await startFacade({ mode: 'production' })
  })
  afterEach(() => production.stop())

  test.each<[string, Record<string, string>, string | null]>([
    ['a shopper sees nothing', {}, null],
    ['a tester sees it', asTester({ side: 'legacy' }), 'legacy'],
    ['an operator sees it', { authorization: `Bearer ${secrets.operator}` }, 'legacy'],
    ['a wrong operator token shows nothing', { authorization: 'Bearer the-operator-tokem' }, null],
  ])('in production %s', async (_who, headers, side) => {
    const { headers: answered } = await get(productUrl, headers, production)
    expect(answered.get('x-banyan-side')).toBe(side)
    expect(answered.get('server-timing') === null).toBe(side === null)
  })
})

describe('a visitor', () => {
  test('is minted once and known again by cookie', async () => {
    const first = await get(productUrl)
    const [cookie = ''] = first.headers.getSetCookie()
    expect(cookie).toMatch(
      /^banyan-visitor=[\w-]{22}\.[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    )
    const second = await get(productUrl, { cookie: cookie.split(';')[0] ?? '' })
    expect(second.headers.getSetCookie()).toEqual([])
  })

  test('who forges a token becomes somebody new', async () => {
    const { headers } = await get(productUrl, { 'banyan-visitor': `${'A'.repeat(22)}.${'B'.repeat(43)}` })
    const id = readVisitorToken(headers.get('banyan-visitor') ?? '', [secrets.visitor])
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(id).not.toBe('A'.repeat(22))
  })

  test('who comes with an error answer keeps his id too', async () => {
    const { status, headers } = await get('/v1/products?page=0')
    expect(status).toBe(400)
    expect(readVisitorToken(headers.get('banyan-visitor') ?? '', [secrets.visitor])).not.toBeNull()
  })

  test('is told of once for each side and journey', async () => {
    for (let click = 0; click < 3; click++) await get(productUrl, asVisitor(1))
    await get('/v1/suggest?q=a', asVisitor(1))
    it.flags.set('catalog', { percent: 100 })
    for (let click = 0; click < 3; click++) await get(productUrl, asVisitor(1))
    const told = it.sink.events.map((event) =>
      event.type === 'banyan.visitor.exposed.v1' ? [event.data.journey, event.data.side] : event.type,
    )
    expect(told).toEqual([
      ['catalog', 'legacy'],
      ['search', 'legacy'],
      ['catalog', 'new'],
    ])
    expect(it.sink.events.map(eventProblems)).toEqual([null, null, null])
  })
})

describe('an answer', () => {
  test('of the new side is the service’s own bytes', async () => {
    it.flags.set('catalog', { percent: 100 })
    const text = JSON.stringify(aProduct('new'), null, 3)
    it.upstream.answer = json(text)
    const answer = await fetch(it.url + productUrl)
    expect(await answer.text()).toBe(text)
  })

  test('is nobody’s to keep', async () => {
    const { headers } = await get(productUrl)
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  test('has the context that was asked for, on both sides', async () => {
    const seen: unknown[] = []
    it.legacy.getProduct = async (_input, { channel, country, currency, locale }) => {
      seen.push([channel, country, currency, locale])
      return aProduct('legacy', currency)
    }
    it.upstream.answer = json(aProduct('new', 'EUR'))
    const query = '?currency=EUR&country=DE'
    await get(productUrl + query, { 'accept-language': 'de-AT, en;q=0.5' })
    it.flags.set('catalog', { percent: 100 })
    await get(productUrl + query, { 'accept-language': 'de-AT, en;q=0.5' })
    const [req] = it.upstream.requests
    seen.push(['channel', 'country', 'currency', 'locale'].map((name) => req?.headers[`banyan-${name}`]))
    expect(seen).toEqual([
      ['default', 'DE', 'EUR', 'de'],
      ['default', 'DE', 'EUR', 'de'],
    ])
  })

  test('to HEAD is that to GET without its body', async () => {
    const [got, head] = await Promise.all([
      fetch(it.url + productUrl),
      fetch(it.url + productUrl, { method: 'HEAD' }),
    ])
    expect(head.status).toBe(200)
    expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'))
    expect(await head.text()).toBe('')
  })

  test('that there is no such thing is the shopper’s, on both sides', async () => {
    it.flags.set('catalog', { percent: 100 })
    it.upstream.answer = json({ detail: 'There is no product "x"', code: 'not-found' }, 404)
    const { status, body } = await get('/v1/products/x')
    expect([status, body.code]).toEqual([404, 'not-found'])
    expect(body.traceId).toMatch(/^[0-9a-f]{32}$/)
  })

  test('can be found in the logs of both sides by its ids', async () => {
    it.flags.set('catalog', { percent: 100 })
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`
    const { headers } = await get(productUrl, { traceparent, 'x-request-id': 'shopper-4711' })
    expect(headers.get('x-request-id')).toBe('shopper-4711')
    expect(it.upstream.requests[0]?.headers).toMatchObject({
      'x-request-id': 'shopper-4711',
      traceparent: expect.stringMatching(`^00-${'1'.repeat(32)}-(?!2{16})[0-9a-f]{16}-01$`),
    })
  })

  test('is not changed by headers that only the façade may set', async () => {
    it.flags.set('catalog', { percent: 100 })
    await get(productUrl, {
      'banyan-deadline-ms': '999999',
      'banyan-locale': 'xx',
      authorization: 'Bearer mine',
    })
    const seen = it.upstream.requests[0]?.headers
    expect(Number(seen?.['banyan-deadline-ms'])).toBeLessThanOrEqual(3_000)
    expect(seen).toMatchObject({ 'banyan-locale': 'en', authorization: 'Bearer service-token' })
  })
})

describe('what operators see', () => {
  test('every answer is counted by operation, side, reason and status', async () => {
    await get(productUrl)
    await get(productUrl)
    await get('/v1/products?page=0')
    await get('/v1/nothing')
    const text = await it.registry.metrics()
    const labels =
      'capability="catalog",operation="getProduct",side="legacy",reason="percentage",status="200"'
    expect(text).toContain(`banyan_requests_total{${labels}} 2`)
    expect(text).toContain(`banyan_request_duration_seconds_count{${labels}} 2`)
    expect(text).toContain('operation="listProducts",side="none",reason="none",status="400"} 1')
    expect(text).toContain('banyan_refused_total{code="unknown-operation"} 1')
    expect(text).toContain('banyan_side_call_duration_seconds_count{side="legacy",capability="catalog"} 2')
  })

  test('the split is shown as it is set and as it came out', async () => {
    it.flags.set('catalog', { percent: 50 })
    await Promise.all(Array.from({ length: 40 }, (_, number) => get(productUrl, asVisitor(number))))
    const text = await it.registry.metrics()
    expect(text).toContain('banyan_split_percent{journey="catalog",kind="set"} 50')
    const actual = Number(/kind="actual"\} (\S+)/.exec(text)?.[1])
    expect(actual).toBeGreaterThan(15)
    expect(actual).toBeLessThan(85)
  })

  test('the last window of requests is told when the façade stops', async () => {
    await get(productUrl)
    await it.facade.stop()
    const summary = it.sink.events.find((event) => event.type === 'banyan.requests.summarised.v1')
    expect(summary?.data).toMatchObject({
      rows: [{ operation: 'getProduct', side: 'legacy', reason: 'percentage', statusClass: 2, count: 1 }],
    })
    expect(eventProblems(summary)).toBeNull()
  })
})

test.each(operations)('$id has its place in the path', async ({ path }) => {
  const target = `${path.replaceAll(/\{\w+\}/g, 'x')}${path.endsWith('suggest') ? '?q=x' : ''}`
  const { status, body } = await get(target)
  expect([200, 502]).toContain(status)
  if (status === 502) expect(body.code).toBe('upstream-contract-violation')
})

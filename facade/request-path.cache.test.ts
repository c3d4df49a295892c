// The cache as shoppers meet it: real sockets, both sides, every policy, a real kill.
import { until } from '#flags/testing/until.ts'
import { createMemoryInvalidations, type MemoryInvalidations } from './cache/invalidations.memory.ts'
import { headOf, rawRequest } from './testing/raw-request.ts'
import { aProduct } from './testing/sample-answers.ts'
import { asTester, asVisitor, type FacadeInTest, startFacade } from './testing/start-facade.ts'
import { json, reset } from './testing/tiny-upstream.ts'

const url = '/v1/products/laptop'

let it: FacadeInTest
let invalidations: MemoryInvalidations
let legacyCalls: number
beforeEach(async () => {
  invalidations = createMemoryInvalidations()
  it = await startFacade({ cache: { bytes: 1024 ** 2, invalidations } })
  legacyCalls = 0
  it.legacy.getProduct = async () => {
    legacyCalls += 1
    return aProduct('legacy')
  }
})
afterEach(() => it.stop())

async function get(target = url, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await fetch(it.url + target, { headers, method })
  const text = await answer.text()
  const body = text.startsWith('{') ? (JSON.parse(text) as { name?: string; code?: string }) : null
  return { status: answer.status, headers: answer.headers, text, body }
}

const statusOf = ({ headers }: { readonly headers: Headers }) =>
  headers.get('cache-status')?.replace(/ttl=\d+/, 'ttl=N')

describe('a kept answer', () => {
  beforeEach(() => it.flags.set('catalog', { percent: 100 }))

  test('is the same bytes for everybody, from one call', async () => {
    const answers = []
    for (let i = 0; i < 5; i++) answers.push(await get(url, asVisitor(i)))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.map(statusOf)).toEqual([
      'Banyan; fwd=miss; stored; ttl=N',
      ...Array(4).fill('Banyan; hit; ttl=N'),
    ])
    expect(it.upstream.requests).toHaveLength(1)
    const head = answers[4]?.headers
    expect([head?.get('content-type'), head?.get('x-banyan-side')]).toEqual(['application/json', 'new'])
    expect(head?.get('content-length')).toBe(String(Buffer.byteLength(answers[0]?.text ?? '')))
  })

  test('may be kept by a browser, which has to ask each time, and by nobody in between', async () => {
    for (let i = 0; i < 2; i++) expect((await get()).headers.get('cache-control')).toBe('private, no-cache')
  })

  test('is not sent again to who has it', async () => {
    const { headers } = await get()
    const etag = headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    const raw = await rawRequest(it.port, headOf(url, `If-None-Match: ${etag}`))
    expect([raw.status, raw.body]).toEqual([304, ''])
    expect(raw.headers).toMatchObject({ etag, 'cache-control': 'private, no-cache' })
    expect(raw.headers).not.toHaveProperty('content-length')
    expect(raw.headers).not.toHaveProperty('content-type')
    expect((await get(url, { 'if-none-match': '"another"' })).status).toBe(200)
  })

  test('gives each shopper his own id, and nobody another’s', async () => {
    const tokens = new Set<string | null>()
    for (let i = 0; i < 5; i++) tokens.add((await get()).headers.get('banyan-visitor'))
    expect(tokens.size).toBe(5)
    expect((await get(url, asVisitor(1))).headers.get('set-cookie')).toBeNull()
  })

  test('to HEAD is that to GET without its body', async () => {
    const head = await get(url, {}, 'HEAD')
    const got = await get()
    expect([head.status, head.text, statusOf(got)]).toEqual([200, '', 'Banyan; hit; ttl=N'])
    expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'))
    expect(head.headers.get('etag')).toBe(got.headers.get('etag'))
  })

  test('that there is no such thing: each gets a problem of his own', async () => {
    it.upstream.answer = json({ code: 'not-found' }, 404)
    const [first, second] = [await get(), await get()]
    expect([first.status, second.status, statusOf(second)]).toEqual([404, 404, 'Banyan; hit; ttl=N'])
    expect(it.upstream.requests).toHaveLength(1)
    expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'))
    expect(first.text).not.toBe(second.text)
    expect(second.headers.get('cache-control')).toBe('private, no-store')
  })

  test('saves calls under a rush of the same', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => get(url, asVisitor(i))))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(it.upstream.requests).toHaveLength(1)
  })

  test('is counted', async () => {
    await get()
    await get()
    const text = await it.registry.metrics()
    const labels = 'operation="getProduct",side="new"'
    expect(text).toContain(`banyan_cache_requests_total{${labels},outcome="miss"} 1`)
    expect(text).toContain(`banyan_cache_requests_total{${labels},outcome="hit"} 1`)
    expect(text).toContain(`banyan_cache_entries{${labels}} 1`)
    expect(
      Number(/banyan_cache_bytes\{operation="getProduct",side="new"\} (\d+)/.exec(text)?.[1]),
    ).toBeGreaterThan(2_000)
    expect(text).toContain('banyan_cache_limit_bytes 1048576')
  })
})

describe('sides', () => {
  test('a kill: nobody gets what the new side has said, not after it either', async () => {
    it.flags.set('catalog', { percent: 100 })
    expect((await get()).body?.name).toBe('new')
    it.flags.set('catalog', { enabled: false })
    for (const headers of [{}, asVisitor(1), asTester()]) {
      expect((await get(url, headers)).body?.name).toBe('legacy')
    }
    const before = it.upstream.requests.length
    it.flags.set('catalog', { enabled: true })
    expect((await get()).body?.name).toBe('new')
    expect(it.upstream.requests.length).toBe(before + 1)
  })

  test('while it is killed the new side is asked nothing', async () => {
    it.flags.set('catalog', { percent: 100 })
    await get()
    it.flags.set('catalog', { enabled: false })
    const before = it.upstream.requests.length
    for (let i = 0; i < 20; i++) await get(`/v1/products/p${i}`)
    it.flags.set('catalog', { percent: 50 })
    for (let i = 0; i < 20; i++) await get(`/v1/products/p${i}`)
    expect(it.upstream.requests.length).toBe(before)
  })

  test('when the new side fails, its old answer stands in; what it never said is legacy’s', async () => {
    it.flags.set('catalog', { percent: 100 })
    await get()
    invalidations.tell('catalog')
    it.upstream.answer = reset
    const [known, unknown] = [await get(), await get('/v1/products/other')]
    expect([known.body?.name, known.headers.get('x-banyan-reason')]).toEqual(['new', 'percentage'])
    expect(known.headers.get('cache-status')).toContain('detail=stale-if-error')
    expect([unknown.body?.name, unknown.headers.get('x-banyan-reason')]).toEqual(['legacy', 'fallback'])
  })

  test('a fallback’s answer is kept as legacy’s own, not believed when the new side is back', async () => {
    it.flags.set('catalog', { percent: 100 })
    it.upstream.answer = reset
    for (let i = 0; i < 3; i++) expect((await get()).body?.name).toBe('legacy')
    expect(legacyCalls).toBe(1)
    expect((await get(url, asTester({ side: 'legacy' }))).headers.get('cache-status')).toContain('hit')
    it.upstream.answer = json(aProduct('new'))
    await until(async () => (await get()).body?.name === 'new')
    expect((await get(url, asTester({ side: 'legacy' }))).body?.name).toBe('legacy')
  })

  test('a flip fetches for the new side what is asked on legacy', async () => {
    await get()
    it.flags.set('catalog', { percent: 1 })
    await until(() => it.upstream.requests.length === 1)
    it.flags.set('catalog', { percent: 100 })
    expect(statusOf(await get())).toBe('Banyan; hit; ttl=N')
    expect(it.upstream.requests).toHaveLength(1)
  })
})

test('a change of the data is seen by the next shopper', async () => {
  it.flags.set('catalog', { percent: 100 })
  await get()
  it.upstream.answer = json(aProduct('cheaper'))
  expect((await get()).body?.name).toBe('new')
  invalidations.tell('catalog')
  expect((await get()).body?.name).toBe('cheaper')
})

test('in production a shopper is not told what the cache did', async () => {
  const production = await startFacade({
    mode: 'production',
    cache: { bytes: 1024 ** 2, invalidations: createMemoryInvalidations() },
  })
  for (let i = 0; i < 2; i++) {
    const { headers } = await fetch(production.url + url)
    expect([headers.get('cache-status'), headers.get('age'), headers.get('x-cache')]).toEqual([
      null,
      null,
      null,
    ])
  }
  const { headers } = await fetch(production.url + url, { headers: asTester({ side: 'legacy' }) })
  expect(headers.get('cache-status')).toContain('hit')
  await production.stop()
})

test('switched off there is no cache: no tag, no status, each request a call', async () => {
  const without = await startFacade()
  without.flags.set('catalog', { percent: 100 })
  for (let i = 0; i < 2; i++) {
    const { headers } = await fetch(without.url + url)
    expect([headers.get('etag'), headers.get('cache-status')]).toEqual([null, null])
    expect(headers.get('cache-control')).toBe('private, no-store')
  }
  expect(without.upstream.requests).toHaveLength(2)
  await without.stop()
})

// What shoppers notice when a side is slow, gone, lying or back: as little as possible.
import { BanyanError } from '#contracts/errors.ts'
import { aProduct } from './testing/sample-answers.ts'
import { asTester, asVisitor, type FacadeInTest, startFacade } from './testing/start-facade.ts'
import { type Answer, json, raw, reset, silence, startTinyUpstream } from './testing/tiny-upstream.ts'

const productUrl = '/v1/products/laptop'

let it: FacadeInTest
const rejections: unknown[] = []
const onRejection = (reason: unknown) => void rejections.push(reason)
beforeEach(async () => {
  process.on('unhandledRejection', onRejection)
  it = await startFacade()
  it.flags.set('catalog', { percent: 100 })
})
afterEach(async () => {
  await it.stop()
  process.off('unhandledRejection', onRejection)
  expect(rejections.splice(0)).toEqual([])
})

async function get(target = productUrl, headers: Record<string, string> = asVisitor(1)) {
  const answer = await fetch(it.url + target, { headers })
  const body = (await answer.json()) as { name?: string; code?: string }
  return {
    status: answer.status,
    told: [answer.headers.get('x-banyan-side'), answer.headers.get('x-banyan-reason')],
    retryAfter: answer.headers.get('retry-after'),
    body,
  }
}

const broken = (change: object): Answer => json({ ...aProduct('new'), ...change })

const faults: readonly [string, Answer][] = [
  ['answers 500', json({ stack: 'at secret.ts' }, 500)],
  ['breaks the connection', reset],
  ['answers garbage', raw('gibberish\r\n\r\n')],
  ['breaks off in the middle', raw('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{')],
  ['answers no JSON', json('{"slug":', 200)],
  ['answers a page', json('<html>', 200, 'text/html')],
  ['leaves a field out', broken({ slug: undefined })],
  ['answers a negative price', broken({ price: { min: { amountMinor: -1, currency: 'USD' } } })],
  ['adds a field of its own', broken({ internalCost: 1 })],
  ['pollutes prototypes', json('{"__proto__":{"admin":true}}')],
]

describe('when the new side', () => {
  test.each(faults)('%s, legacy answers', async (_what, answer) => {
    it.upstream.answer = answer
    const { status, told, body } = await get()
    expect([status, body.name, ...told]).toEqual([200, 'legacy', 'legacy', 'fallback'])
  })

  test.each(faults)('%s and legacy fails too, the shopper gets a clean 502', async (_what, answer) => {
    it.upstream.answer = answer
    it.legacy.getProduct = () => Promise.reject(new BanyanError('upstream-failed'))
    const { status, told, body } = await get()
    expect(status).toBe(502)
    expect(told).toEqual(['new', 'percentage'])
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  test('is gone, legacy answers', async () => {
    await it.upstream.stop()
    expect(await get()).toMatchObject({ status: 200, told: ['legacy', 'fallback'] })
  })

  test('is silent, legacy answers within the deadline', async () => {
    it.upstream.answer = silence
    expect(await get()).toMatchObject({ status: 200, told: ['legacy', 'fallback'] })
  })

  test('says that there is no such thing, that is the answer', async () => {
    it.upstream.answer = json({}, 404)
    expect(await get()).toMatchObject({ status: 404, told: ['new', 'percentage'] })
  })

  test('fails a tester, he sees that legacy made good', async () => {
    it.flags.set('catalog', { percent: 0 })
    it.upstream.answer = json({}, 500)
    expect(await get(productUrl, asTester())).toMatchObject({ status: 200, told: ['legacy', 'fallback'] })
  })

  test('fails, his exposure stays that to the new side', async () => {
    it.upstream.answer = json({}, 500)
    await get()
    expect(it.sink.events).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ side: 'new', reason: 'percentage' }) }),
    ])
  })

  test('fails, it is counted although nobody noticed', async () => {
    it.upstream.answer = broken({ slug: undefined })
    await get()
    expect(await it.registry.metrics()).toContain(
      'banyan_side_failures_total{side="new",capability="catalog",code="upstream-contract-violation"} 1',
    )
  })
})

describe('when legacy', () => {
  beforeEach(() => {
    it.flags.set('catalog', { percent: 0 })
    it.legacy.getProduct = () => Promise.reject(new BanyanError('upstream-unreachable'))
  })

  test('is gone, the new side answers', async () => {
    expect(await get()).toMatchObject({ status: 200, body: { name: 'new' }, told: ['new', 'fallback'] })
  })

  test('is gone, a killed new side still gets nothing', async () => {
    it.flags.set('catalog', { enabled: false })
    expect(await get()).toMatchObject({
      status: 502,
      body: { code: 'upstream-unreachable' },
      told: ['legacy', 'kill'],
    })
    expect(it.upstream.requests).toEqual([])
  })

  test('is gone, the new side gets nothing where no flag has let it in', async () => {
    it.flags.remove('catalog')
    expect(await get()).toMatchObject({ status: 502, told: ['legacy', 'default'] })
    expect(it.upstream.requests).toEqual([])
  })

  test('is gone, what the new side does not know is not said to be unknown', async () => {
    it.upstream.answer = json({}, 404)
    expect(await get()).toMatchObject({ status: 502, body: { code: 'upstream-unreachable' } })
  })

  test('answers what breaks the contract, the new side answers', async () => {
    it.legacy.getProduct = async () => ({ ...aProduct('legacy'), slug: '' })
    expect(await get()).toMatchObject({ status: 200, told: ['new', 'fallback'] })
  })

  test('stumbles over its own adapter, the new side answers', async () => {
    it.legacy.getProduct = () => {
      throw new TypeError('cannot read properties of undefined')
    }
    expect(await get()).toMatchObject({ status: 200, told: ['new', 'fallback'] })
  })
})

describe('a side that keeps failing', () => {
  test('is left alone, tried again after its rest, and is back when it answers', async () => {
    it.upstream.answer = json({}, 500)
    for (let call = 0; call < 20; call++) expect((await get()).status).toBe(200)
    expect(it.upstream.requests.length).toBeLessThan(20)
    expect(it.facade.resting()).toEqual(['new catalog'])
    expect(await it.registry.metrics()).toContain('banyan_breaker_state{side="new",capability="catalog"} 2')

    it.upstream.answer = json(aProduct('new'))
    let answer = await get()
    while (answer.told[0] !== 'new') answer = await get()
    expect(answer).toMatchObject({ status: 200, told: ['new', 'percentage'] })
    expect(it.facade.resting()).toEqual([])
  })

  test('is back although it has been away for good and came again on the same address', async () => {
    const { port } = it.upstream
    await it.upstream.stop()
    for (let call = 0; call < 10; call++) expect((await get()).told).toEqual(['legacy', 'fallback'])
    const returned = await startTinyUpstream(json(aProduct('new')), port)
    let answer = await get()
    while (answer.told[0] !== 'new') answer = await get()
    expect(answer.status).toBe(200)
    await returned.stop()
  })

  test('leaves other capabilities alone', async () => {
    it.flags.set('search', { percent: 100 })
    const { answer } = it.upstream
    it.upstream.answer = (req, res) =>
      req.url?.startsWith('/v1/suggest') ? answer(req, res) : reset(req, res)
    for (let call = 0; call < 10; call++) {
      expect((await get()).told).toEqual(['legacy', 'fallback'])
      expect((await get('/v1/suggest?q=a')).told).toEqual(['new', 'percentage'])
    }
  })

  test('and the other too: the shopper is told at once when to come again', async () => {
    it.upstream.answer = json({}, 500)
    it.legacy.getProduct = () => Promise.reject(new BanyanError('upstream-failed'))
    let answer = await get()
    for (let call = 0; call < 20 && answer.status !== 503; call++) answer = await get()
    expect(answer).toMatchObject({ status: 503, retryAfter: '1', body: { code: 'circuit-open' } })
  })
})

test('a side that rests is tried once per rest where the other fails too: it may be back', async () => {
  await it.stop()
  it = await startFacade({ restMs: 3_600_000 })
  it.flags.set('catalog', { percent: 100 })
  const { answer } = it.upstream
  it.upstream.answer = json({}, 500)
  while (it.facade.resting().length === 0) await get()
  it.upstream.answer = answer
  expect((await get()).told).toEqual(['legacy', 'fallback'])
  it.legacy.getProduct = () => Promise.reject(new BanyanError('upstream-unreachable'))
  expect(await get()).toMatchObject({ status: 200, body: { name: 'new' }, told: ['new', 'percentage'] })
  expect(it.facade.resting()).toEqual([])
})

describe('the deadline', () => {
  test('bounds both sides together', async () => {
    it.upstream.answer = silence
    let signal: AbortSignal | undefined
    it.legacy.getProduct = (_input, context) => {
      signal = context.signal
      return new Promise(() => undefined)
    }
    expect(await get()).toMatchObject({ status: 504, body: { code: 'deadline-exceeded' } })
    expect(signal?.aborted).toBe(true)
  })

  test('a shopper who leaves stops what was done for him', async () => {
    it.flags.set('catalog', { percent: 0 })
    const [asked, stopped] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()]
    it.legacy.getProduct = (_input, { signal }) => {
      signal.addEventListener('abort', () => stopped.resolve(signal.reason))
      asked.resolve()
      return new Promise(() => undefined)
    }
    const leaving = new AbortController()
    const answer = fetch(it.url + productUrl, { signal: leaving.signal }).catch(() => 'left')
    await asked.promise
    leaving.abort()
    expect(await answer).toBe('left')
    expect(await stopped.promise).toMatchObject({ code: 'shopper-gone' })
    expect(it.upstream.requests).toEqual([])
  })
})

import type { Reply } from '../reply.ts'
import { success } from '../reply.ts'
import {
  CacheInTest,
  counting,
  failing,
  on,
  outcome,
  saying,
  second,
  settled,
  told,
} from '../testing/cache-in-test.ts'
import { anOperation, decided } from '../testing/exchanges.ts'

let it: CacheInTest
beforeEach(() => {
  it = new CacheInTest()
})
afterEach(() => it.answers.close())

describe('a kept answer', () => {
  test('is served without asking, as the same bytes and the same tag', async () => {
    const [first, second] = [await it.ask(), await it.ask()]
    expect([outcome(first), outcome(second)]).toEqual(['miss', 'hit'])
    expect(it.seen).toHaveLength(1)
    expect(second.body).toBe(first.body)
    expect([second.status, second.sideMs, second.decision]).toEqual([200, 0, decided().decision])
  })

  test('is served under the decision of whoever asks', async () => {
    await it.ask()
    const decision = { ...decided().decision, reason: 'tester' as const }
    expect((await it.ask({ decision })).decision).toBe(decision)
  })

  test('is the other side’s for nobody', async () => {
    expect(told(await it.ask(on('new')))).toEqual({ side: 'new', call: 1 })
    expect(told(await it.ask(on('legacy')))).toEqual({ side: 'legacy', call: 2 })
    expect(told(await it.ask(on('new')))).toEqual({ side: 'new', call: 1 })
  })

  test('is not kept where another side than the asked one has answered', async () => {
    it.answer = (_exchange, call) =>
      success({ kind: 'json', value: call }, { ...decided().decision, side: 'legacy', reason: 'fallback' }, 5)
    const first = await it.ask(on('new'))
    expect(first.decision).toMatchObject({ side: 'legacy', reason: 'fallback' })
    expect([told(first), told(await it.ask(on('new'))), told(await it.ask(on('legacy')))]).toEqual([1, 2, 3])
  })

  test('is old after its time: served at once, while one call fetches a new one', async () => {
    await it.ask()
    it.now += 30 * second
    const replies = await Promise.all([it.ask(), it.ask(), it.ask()])
    expect(replies.map(outcome)).toEqual(['stale', 'stale', 'stale'])
    expect(replies.map(told)).toEqual(Array(3).fill({ side: 'new', call: 1 }))
    await settled()
    expect(it.seen).toHaveLength(2)
    expect(told(await it.ask())).toEqual({ side: 'new', call: 2 })
  })

  test('that is too old is waited for anew', async () => {
    await it.ask()
    it.now += 90 * second
    expect(told(await it.ask())).toEqual({ side: 'new', call: 2 })
  })

  test.each(['upstream-unreachable', 'upstream-failed', 'circuit-open', 'deadline-exceeded'] as const)(
    'stands in when the side fails with %s',
    async (code) => {
      await it.ask()
      it.now += 629 * second
      it.answer = failing(code)
      const reply = await it.ask()
      expect([outcome(reply), told(reply), reply.status]).toEqual(['spare', { side: 'new', call: 1 }, 200])
      it.now += 1 * second
      expect(told(await it.ask())).toBe(code)
    },
  )

  test.each(['invalid-request', 'internal', 'shopper-gone'] as const)(
    'does not stand in for %s',
    async (code) => {
      await it.ask()
      it.now += 90 * second
      it.answer = failing(code)
      expect(told(await it.ask())).toBe(code)
    },
  )
})

describe('what is not kept', () => {
  test('operations that declare nothing', async () => {
    const operation = { ...anOperation('getProduct'), cache: null }
    for (let call = 1; call <= 2; call++) {
      const reply = await it.ask({ operation })
      expect([told(reply), reply.cached]).toEqual([{ side: 'new', call }, null])
    }
  })

  test.each(['upstream-failed', 'invalid-request', 'internal', 'circuit-open'] as const)(
    '%s',
    async (code) => {
      it.answer = failing(code)
      for (let call = 1; call <= 2; call++) expect(told(await it.ask())).toBe(code)
      expect(it.seen).toHaveLength(2)
    },
  )

  test('a value that cannot be written: an error, also while nobody waits', async () => {
    it.answer = saying(1n)
    expect(told(await it.ask())).toBe('internal')
    it.answer = counting
    await it.ask()
    it.now += 31 * second
    for (let i = 0; i < 20; i++) {
      it.answer = saying(1n)
      expect(outcome(await it.ask())).toBe('stale')
      await settled()
      it.now += second
    }
    expect(it.seen).toHaveLength(22)
  })

  test('an answer that would push out all others', async () => {
    const value = 'x'.repeat(200_000)
    it.answer = saying(value)
    for (let call = 1; call <= 2; call++) expect(told(await it.ask())).toBe(value)
    expect(it.seen).toHaveLength(2)
  })
})

describe('that there is no such thing', () => {
  beforeEach(() => {
    it.answer = failing('not-found')
  })

  test('is kept for a short time', async () => {
    const replies = [await it.ask(), await it.ask()]
    expect(replies.map(outcome)).toEqual([null, 'hit'])
    expect(replies[1]).toMatchObject({ status: 404, error: { code: 'not-found' } })
    it.now += 10 * second
    await it.ask()
    expect(it.seen).toHaveLength(2)
  })

  test('takes the place of an answer, which does not come back when the side fails', async () => {
    const absent = it.answer
    it.answer = counting
    await it.ask()
    it.now += 90 * second
    it.answer = absent
    expect(told(await it.ask())).toBe('not-found')
    it.now += 10 * second
    it.answer = failing('upstream-failed')
    expect(told(await it.ask())).toBe('upstream-failed')
  })

  test('about any number of made-up names pushes out no answer', async () => {
    const absent = it.answer
    it.answer = counting
    await it.ask()
    it.answer = absent
    for (let i = 0; i < 5_000; i++) await it.ask({ input: { key: `made-up-${i}`, by: 'slug' } })
    expect(outcome(await it.ask())).toBe('hit')
    expect(it.heldBytes()).toBeLessThan(100_000)
  })
})

describe('If-None-Match', () => {
  const tagOf = ({ body }: Reply) => (body.kind === 'kept' ? body.etag : '')

  test.each(['miss', 'hit', 'stale', 'spare'])('is honoured for a %s', async (how) => {
    const etag = tagOf(await it.ask())
    if (how === 'miss') it.answers.purge(() => true)
    it.answer = saying({ side: 'new', call: 1 })
    if (how === 'stale') it.now += 31 * second
    if (how === 'spare') [it.now, it.answer] = [it.now + 91 * second, failing('upstream-failed')]
    const reply = await it.ask({ headers: { 'if-none-match': etag } })
    expect([reply.status, outcome(reply), reply.error]).toEqual([304, how, null])
    expect((await it.ask({ headers: { 'if-none-match': '"another"' } })).status).toBe(200)
  })

  test('with the tag of one side’s answer gets the other side’s whole answer', async () => {
    const etag = tagOf(await it.ask(on('new')))
    expect((await it.ask({ ...on('legacy'), headers: { 'if-none-match': etag } })).status).toBe(200)
  })

  test('does not make a 304 of a 404', async () => {
    it.answer = failing('not-found')
    for (let i = 0; i < 2; i++) expect((await it.ask({ headers: { 'if-none-match': '*' } })).status).toBe(404)
  })
})

describe('throwing away', () => {
  test('everything of a side leaves the other side’s', async () => {
    await it.ask(on('new'))
    await it.ask(on('legacy'))
    it.answers.purge(({ side }) => side === 'new')
    expect(outcome(await it.ask(on('legacy')))).toBe('hit')
    it.answer = failing('upstream-failed')
    expect(told(await it.ask(on('new')))).toBe('upstream-failed')
  })

  test('what was asked for before is not kept when it comes after', async () => {
    it.hold()
    const waiting = it.ask()
    it.answers.purge(() => true)
    it.land(saying('old'))
    expect(told(await waiting)).toBe('old')
    it.answer = failing('upstream-failed')
    expect(told(await it.ask())).toBe('upstream-failed')
  })

  test('after a change a new answer is waited for, and the old one stands in', async () => {
    await it.ask()
    it.answers.changed(() => true)
    it.answer = failing('upstream-failed')
    expect(outcome(await it.ask())).toBe('spare')
    it.answer = counting
    expect(told(await it.ask())).toEqual({ side: 'new', call: 3 })
  })
})

test('behind the cache there is nothing that is not in the key, but ids for the logs', async () => {
  const exchange = decided({
    headers: {
      cookie: 'a=b',
      authorization: 'Bearer x',
      'x-forwarded-host': 'evil',
      'accept-language': 'xx',
    },
    query: 'utm_source=evil',
    path: '/v1/products/laptop/evil.css',
    requestId: 'evil-evil',
    trace: { ...decided().trace, state: 'evil=1' },
    visitor: { id: 'somebody', newToken: 'secret', since: null },
  })
  await it.ask(exchange)
  const { deadline, arrivedAt, requestId, trace, operation, decision, ...others } = it.seen[0] ?? decided()
  expect([requestId, trace]).toEqual([exchange.trace.traceId, { ...exchange.trace, state: null }])
  expect([operation, decision.side]).toEqual([exchange.operation, 'new'])
  expect(others).toEqual({
    input: exchange.input,
    context: exchange.context,
    ...{ method: 'GET', path: '/v1/products/{key}', pathParameters: {}, query: '', headers: {} },
    shopper: expect.anything(),
    client: { address: '', protocol: 'http', host: '', forwardedFor: '' },
    ...{ customer: null, visitor: { id: '', newToken: null, since: null } },
  })
})

test('bytes with their keys stay below the limit, whatever comes', async () => {
  for (let i = 0; i < 3_000; i++) {
    const value = 'x'.repeat((i * 37) % 3_000)
    it.answer = saying(value)
    await it.ask({ ...on(i % 2 === 0 ? 'new' : 'legacy'), input: { key: `k${i}`, by: 'slug' } })
    expect(it.heldBytes()).toBeLessThanOrEqual(1024 ** 2)
  }
  const [evictions, entries] = it.answers
    .shelves()
    .reduce(([e, n], shelf) => [e + shelf.evictions, n + shelf.held.entries], [0, 0])
  expect(evictions).toBeGreaterThan(0)
  expect(evictions + entries).toBe(3_000)
})

import { type Asking, type ClientBucket, ClientLimits } from './client-limits.ts'

const epochMs = Date.UTC(2026, 10, 22)
const dayMs = 24 * 3_600_000
const rules = {
  browse: { visitor: { perSecond: 10, burst: 20 }, address: { perSecond: 50, burst: 100 } },
  checkout: { visitor: { perSecond: 1, burst: 5 }, address: { perSecond: 5, burst: 30 } },
}

let limits: ClientLimits
let hot: ClientBucket[]
beforeEach(() => {
  hot = []
  limits = new ClientLimits({
    rules,
    trustAfterMs: 600_000,
    isExempt: (address) => address === '127.0.0.1',
    onHot: (bucket) => void hot.push(bucket),
  })
})

const somebody: Asking = {
  address: '203.0.113.7',
  visitorId: 'somebody',
  visitorSince: epochMs - dayMs,
  class: 'browse',
}

/** How many of so many requests at one moment are let in. */
function letIn(count: number, asking: (index: number) => Partial<Asking>, monotonicMs = 0): number {
  let allowed = 0
  for (let index = 0; index < count; index++) {
    const verdict = limits.take({ ...somebody, ...asking(index) }, { monotonicMs, epochMs })
    if (verdict === null || verdict.allowed) allowed += 1
  }
  return allowed
}

test('a known visitor has what a visitor may have', () => {
  expect(letIn(100, () => ({}))).toBe(20)
})

test('visitors behind one address do not take from each other, as long as it has enough for all', () => {
  expect(letIn(15, () => ({ visitorId: 'a' }))).toBe(15)
  expect(letIn(15, () => ({ visitorId: 'b' }))).toBe(15)
})

test('who drops his cookie at every request shares half of what his address has', () => {
  expect(letIn(1_000, (n) => ({ visitorId: `new ${n}`, visitorSince: epochMs }))).toBe(50)
})

test.each([
  ['minted a moment ago', epochMs - 599_000],
  ['that does not say when it was minted', null],
  ['from the future', epochMs + dayMs],
])('an id %s makes nobody known', (_what, visitorSince) => {
  expect(letIn(1_000, (n) => ({ visitorId: `id ${n}`, visitorSince }))).toBe(50)
})

test('strangers leave known visitors behind the same address what is theirs', () => {
  letIn(1_000, (n) => ({ visitorId: `new ${n}`, visitorSince: null }))
  expect(letIn(15, () => ({}))).toBe(15)
})

test('many known visitors of one address have no more than the address', () => {
  expect(letIn(1_000, (n) => ({ visitorId: `old ${n}` }))).toBe(100)
})

test('an IPv6 client is his network, whatever address of it he takes', () => {
  const from = (n: number) => ({ address: `2001:db8:1:2::${n.toString(16)}`, visitorSince: null })
  expect(letIn(1_000, from)).toBe(50)
  expect(letIn(10, () => ({ address: '2001:db8:1:3::1', visitorSince: null }))).toBe(10)
})

test('classes of operations do not take from each other', () => {
  letIn(1_000, () => ({}))
  expect(letIn(100, () => ({ class: 'checkout' }))).toBe(5)
})

test('an exempt address is not counted, its known visitors are', () => {
  expect(letIn(1_000, () => ({ address: '127.0.0.1', visitorSince: null }))).toBe(1_000)
  expect(letIn(1_000, () => ({ address: '127.0.0.1' }))).toBe(20)
})

test('who is refused is told what he may have and when', () => {
  letIn(20, () => ({}))
  expect(limits.take(somebody, { monotonicMs: 0, epochMs })).toEqual({
    allowed: false,
    kind: 'visitor',
    rule: rules.browse.visitor,
    remaining: 0,
    waitMs: 100,
    fullInMs: 2_000,
  })
})

test('others are told of those who take much, once', () => {
  letIn(1, () => ({}))
  expect(hot.map(({ name }) => name)).toEqual(['browse visitor somebody'])
  letIn(10, () => ({}))
  expect(hot.map(({ name }) => name)).toEqual(['browse visitor somebody', 'browse address 203.0.113.7'])
})

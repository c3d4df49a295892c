import type { Visited } from '../exchange.ts'
import { ClientLimits } from '../limits/client-limits.ts'
import { anAnswer, answering, header, visited } from '../testing/exchanges.ts'
import { limitAddress, type RateLimited, rateLimit } from './rate-limit.ts'

const now = Date.UTC(2026, 10, 22)
const rule = { perSecond: 0.5, burst: 2 }
const rules = { browse: { visitor: rule, address: rule }, checkout: { visitor: rule, address: rule } }

function limited(isExempt = true) {
  const told: RateLimited[] = []
  const limits = new ClientLimits({
    rules,
    trustAfterMs: 0,
    isExempt: () => isExempt,
    onHot: () => undefined,
  })
  const policy = rateLimit({ limits, now: () => now, onLimited: (who) => void told.push(who) })
  const rest = answering<Visited>()
  const visitor = { id: 'somebody', newToken: null, since: now - 1_000 }
  const address = limitAddress({ limits, now: () => now, onLimited: (who) => void told.push(who) })
  const ask = (change: Partial<Visited> = {}) => policy(visited({ visitor, ...change }), rest)
  return { ask, rest, told, address }
}

test('within the limit the answer is handed on, and says what is left', async () => {
  const { ask, rest } = limited()
  const reply = await ask()
  expect(reply).toMatchObject({ status: 200, body: anAnswer().body })
  expect(header(reply, 'ratelimit-policy')).toBe('"browse";q=2;w=4')
  expect(header(reply, 'ratelimit')).toBe('"browse";r=1;t=2')
  expect(rest.seen).toHaveLength(1)
})

test('beyond it nothing is asked: 429, with the time to come again', async () => {
  const { ask, rest, told } = limited()
  await ask()
  await ask()
  const reply = await ask()
  expect(reply).toMatchObject({ status: 429, error: { code: 'too-many-requests', retryAfterSeconds: 2 } })
  expect(header(reply, 'ratelimit')).toBe('"browse";r=0;t=4')
  expect(rest.seen).toHaveLength(2)
  expect(told).toEqual([{ class: 'browse', kind: 'visitor' }])
})

test('who is under no limit is told of none', async () => {
  const { ask } = limited()
  const reply = await ask({ visitor: { id: 'new', newToken: 'token', since: null } })
  expect([reply.status, header(reply, 'ratelimit'), header(reply, 'ratelimit-policy')]).toEqual([
    200,
    undefined,
    undefined,
  ])
})

test('strangers of one address are refused as the address is', async () => {
  const { ask, told } = limited(false)
  const stranger = (id: string) => ask({ visitor: { id, newToken: 'token', since: null } })
  expect([(await stranger('a')).status, (await stranger('b')).status]).toEqual([200, 429])
  expect(told).toEqual([{ class: 'browse', kind: 'address' }])
})

test('what is no operation is limited by its address', () => {
  const { address, told } = limited(false)
  expect(address('203.0.113.7')).toBeNull()
  expect(address('203.0.113.7')).toMatchObject({
    code: 'too-many-requests',
    retryAfterSeconds: 2,
    headers: { 'ratelimit-policy': '"browse";q=2;w=4', ratelimit: '"browse";r=0;t=2' },
  })
  expect(address('203.0.113.8')).toBeNull()
  expect(told).toEqual([{ class: 'browse', kind: 'address' }])
})

test('where nobody is limited no address is', () => {
  expect(limitAddress(null)('203.0.113.7')).toBeNull()
})

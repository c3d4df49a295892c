import type { IncomingHttpHeaders } from 'node:http'
import { BanyanError } from '#contracts/errors.ts'
import { mintVisitorToken, readVisitorToken } from '#contracts/visitor-token.ts'
import type { Visited } from '../exchange.ts'
import { createRandom } from '../random.ts'
import { failure } from '../reply.ts'
import { answering, authenticated, header } from '../testing/exchanges.ts'
import { visitor } from './visitor.ts'

const [secret, oldSecret] = ['the-secret-of-today', 'an-old-secret-of-ours']
const id = 'AAAAAAAAAAAAAAAAAAAAAA'
const token = mintVisitorToken(id, [secret])
const settings = {
  secrets: [secret, oldSecret] as const,
  random: createRandom(),
  now: Date.now,
  alwaysSecure: false,
}
const policy = visitor(settings)

async function visit(headers: IncomingHttpHeaders, one = policy, rest = answering<Visited>()) {
  const reply = await one(authenticated({ headers }), rest)
  return {
    id: rest.seen[0]?.visitor.id,
    cookie: header(reply, 'set-cookie'),
    given: header(reply, 'banyan-visitor'),
  }
}

test('a new visitor gets an id, as cookie and as header', async () => {
  const visited = await visit({})
  expect(visited.id).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(readVisitorToken(visited.given ?? '', [secret])).toBe(visited.id)
  expect(visited.cookie).toBe(
    `banyan-visitor=${visited.given}; Path=/; Max-Age=34128000; HttpOnly; SameSite=Lax`,
  )
})

test.each([
  ['cookie', { cookie: `other=1; banyan-visitor=${token}` }],
  ['header', { 'banyan-visitor': token }],
  ['header before cookie', { 'banyan-visitor': token, cookie: 'banyan-visitor=other' }],
])('a visitor is known again by %s, and is given nothing', async (_by, headers) => {
  expect(await visit(headers)).toEqual({ id, cookie: undefined, given: undefined })
  expect(await visit(headers)).toEqual({ id, cookie: undefined, given: undefined })
})

test.each([`${id}.forged`, mintVisitorToken(id, ['a-secret-of-somebody-else']), id, '', '__proto__'])(
  'a forged token makes a new visitor: %s',
  async (forged) => {
    for (const headers of [{ 'banyan-visitor': forged }, { cookie: `banyan-visitor=${forged}` }]) {
      const visited = await visit(headers)
      expect(visited.id).toMatch(/^[A-Za-z0-9_-]{22}$/)
      expect(visited.id).not.toBe(id)
      expect(visited.given).toBeDefined()
    }
  },
)

test('a token of a secret on its way out keeps the visitor, and is exchanged', async () => {
  const visited = await visit({ 'banyan-visitor': mintVisitorToken(id, [oldSecret]) })
  expect(visited).toMatchObject({ id, given: token })
})

test('a new visitor keeps his id although his first request failed', async () => {
  const failed = answering<Visited>(failure(new BanyanError('upstream-failed')))
  const visited = await visit({}, policy, failed)
  expect(readVisitorToken(visited.given ?? '', [secret])).toBe(visited.id)
})

describe('the cookie is for https only', () => {
  test('in production', async () => {
    const inProduction = visitor({ ...settings, alwaysSecure: true })
    expect((await visit({}, inProduction)).cookie).toMatch(/; Secure$/)
  })

  test('where the client came by https', async () => {
    const reply = await policy(
      authenticated({ client: { ...authenticated().client, protocol: 'https' } }),
      answering(),
    )
    expect(header(reply, 'set-cookie')).toMatch(/; Secure$/)
  })

  test('not because the client says so itself', async () => {
    expect((await visit({ 'x-forwarded-proto': 'https' })).cookie).not.toContain('Secure')
  })
})

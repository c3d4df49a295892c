import { BanyanError } from '#contracts/errors.ts'
import type { Authentication } from '#contracts/operations.ts'
import type { Authenticated, Customer } from '../exchange.ts'
import { anOperation, answering, timed } from '../testing/exchanges.ts'
import { authenticate, type Tokens } from './authenticate.ts'

const anna: Customer = { subject: 'anna', scopes: ['orders:read'] }
const refusal = new BanyanError('invalid-token')
const nobodyElse: Tokens = {
  recall: (token) => (token === 'remembered' ? anna : null),
  verify: (token) => (token === 'sound' ? Promise.resolve(anna) : Promise.reject(refusal)),
}

async function ask(
  authentication: Authentication | null,
  authorization?: string,
  tokens: Tokens | null = nobodyElse,
) {
  const rest = answering<Authenticated>()
  const operation = { ...anOperation('getProduct'), authentication }
  const headers = authorization === undefined ? {} : { authorization }
  const reply = await authenticate(tokens)(timed({ operation, headers }), rest)
  return { reply, customer: rest.seen[0]?.customer, passed: rest.seen.length }
}

const required: Authentication = { required: true, scopes: [] }
const welcome: Authentication = { required: false, scopes: [] }

test('an operation that does not want to know asks nobody', async () => {
  expect(await ask(null, 'Bearer forged', null)).toMatchObject({ passed: 1, customer: null })
})

test.each(['Bearer sound', 'bearer sound', 'BEARER  sound ', 'Bearer remembered'])(
  '%j is anna',
  async (header) => {
    expect(await ask(required, header)).toMatchObject({ passed: 1, customer: anna })
  },
)

test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic sound', 'sound'])(
  '%j is nobody: the challenge tells how',
  async (header) => {
    const { reply, passed } = await ask(required, header)
    expect([passed, reply.status, reply.error?.code]).toEqual([0, 401, 'unauthenticated'])
    expect(reply.error?.headers).toEqual({ 'www-authenticate': 'Bearer realm="banyan"' })
  },
)

test('a huge token is not looked at', async () => {
  const { reply } = await ask(required, `Bearer ${'x'.repeat(9_000)}`)
  expect(reply.error?.code).toBe('unauthenticated')
})

test('where a token may be left out, none is nobody, but a wrong one is an error', async () => {
  expect(await ask(welcome)).toMatchObject({ passed: 1, customer: null })
  expect(await ask(welcome, 'Bearer sound')).toMatchObject({ passed: 1, customer: anna })
  expect(await ask(welcome, 'Bearer forged')).toMatchObject({ passed: 0, reply: { error: refusal } })
  expect(await ask(welcome, 'Basic x')).toMatchObject({ passed: 0, reply: { status: 401 } })
})

test('every scope must be there', async () => {
  expect(await ask({ required: true, scopes: ['orders:read'] }, 'Bearer sound')).toMatchObject({ passed: 1 })
  const { reply, passed } = await ask(
    { required: true, scopes: ['orders:read', 'orders:write'] },
    'Bearer sound',
  )
  expect([passed, reply.status]).toEqual([0, 403])
  expect(reply.error?.headers['www-authenticate']).toContain('scope="orders:read orders:write"')
})

test('without an identity provider nobody is let in', async () => {
  expect(await ask(required, 'Bearer sound', null)).toMatchObject({ passed: 0, reply: { status: 503 } })
})

import { BanyanError } from '#contracts/errors.ts'
import { databaseError } from './database-error.ts'

const failure = (message: string, code?: string) => Object.assign(new Error(message), code && { code })

test.each([
  ['a refused connection', failure('connect ECONNREFUSED', 'ECONNREFUSED'), 'unavailable'],
  ['a reset connection', failure('read ECONNRESET', 'ECONNRESET'), 'unavailable'],
  ['an unknown host', failure('getaddrinfo', 'EAI_AGAIN'), 'unavailable'],
  ['a lost connection', failure('Connection terminated unexpectedly'), 'unavailable'],
  ['no connection in time', failure('timeout exceeded when trying to connect'), 'unavailable'],
  ['a server that shuts down', failure('terminating connection', '57P01'), 'unavailable'],
  ['a server that starts', failure('the database system is starting up', '57P03'), 'unavailable'],
  ['a server that is full', failure('sorry, too many clients already', '53300'), 'unavailable'],
  ['a cancelled statement', failure('canceling statement', '57014'), 'deadline-exceeded'],
  ['a deadlock', failure('deadlock detected', '40P01'), 'conflict'],
  ['a text with U+0000', failure('unsupported Unicode escape sequence', '22P05'), 'invalid-request'],
  ['a missing table', failure('relation does not exist', '42P01'), 'internal'],
  ['a wrong password', failure('password authentication failed', '28P01'), 'internal'],
  ['a mistake of ours', new TypeError('x is not a function'), 'internal'],
  ['no error at all', 'text', 'internal'],
])('%s is told as what it means to the caller', (_what, thrown, code) => {
  const error = databaseError(thrown)
  expect(error.code).toBe(code)
  expect(error.cause).toBe(thrown)
})

test('what has been told already stays as it is', () => {
  const told = new BanyanError('not-found')
  expect(databaseError(told)).toBe(told)
})

test('what is away says when to come again', () => {
  expect(databaseError(failure('', 'ECONNREFUSED')).retryAfterSeconds).toBe(1)
})

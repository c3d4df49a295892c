import { BanyanError } from '#contracts/errors.ts'
import { mayAskAgain, suiteError } from './suite-error.ts'

const failure = (code: string) => Object.assign(new Error('failed'), { code })

test.each([
  ['ECONNREFUSED', 'upstream-unreachable'],
  ['ENOTFOUND', 'upstream-unreachable'],
  ['UND_ERR_CONNECT_TIMEOUT', 'upstream-unreachable'],
  ['ECONNRESET', 'upstream-failed'],
  ['UND_ERR_SOCKET', 'upstream-failed'],
  ['HPE_INVALID_CONSTANT', 'upstream-failed'],
])('%s is %s', (code, means) => {
  expect(suiteError(failure(code)).code).toBe(means)
})

test('what is said already stays', () => {
  const error = new BanyanError('deadline-exceeded')
  expect(suiteError(error)).toBe(error)
})

test.each([
  ['a read whose connection was lost', 'GET', 'ECONNRESET', true],
  ['the same, by undici', 'HEAD', 'UND_ERR_SOCKET', true],
  ['a write', 'POST', 'ECONNRESET', false],
  ['an idempotent write: the suite may not keep the rule', 'PUT', 'ECONNRESET', false],
  ['a read that was answered with garbage', 'GET', 'HPE_INVALID_CONSTANT', false],
  ['a read that nobody took', 'GET', 'ECONNREFUSED', false],
])('asked again or not: %s', (_what, method, code, may) => {
  expect(mayAskAgain(method, failure(code))).toBe(may)
})

import { connectionError } from './suite-failure.ts'

const withCode = (code: string) => Object.assign(new Error('words of the system'), { code })

test.each([
  ['ECONNREFUSED', 'upstream-unreachable'],
  ['ENOTFOUND', 'upstream-unreachable'],
  ['EAI_AGAIN', 'upstream-unreachable'],
  ['CERT_HAS_EXPIRED', 'upstream-unreachable'],
  ['CONNECT_TIMEOUT', 'upstream-unreachable'],
  ['ECONNRESET', 'upstream-failed'],
  ['EPIPE', 'upstream-failed'],
  ['MALFORMED_ANSWER', 'upstream-failed'],
  ['ANSWER_TOO_LARGE', 'upstream-contract-violation'],
])('%s is %s', (code, expected) => {
  const error = connectionError(withCode(code))
  expect(error).toMatchObject({ code: expected })
  expect(error.message).not.toContain('words')
})

import { bodyOf, isConnectionLost, relayError } from './relayed-answer.ts'

const answer = (status: number, text = '{}', contentType = 'application/json') => ({
  status,
  contentType,
  bytes: Buffer.from(text),
})
const withCode = (code: string) => Object.assign(new Error(code), { code })

test('the bytes of a 200 are handed on as they are', () => {
  const relayed = answer(200, '{"a":1}')
  expect(bodyOf(relayed)).toEqual({ kind: 'bytes', bytes: relayed.bytes, contentType: 'application/json' })
})

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/ld+json'])(
  '%s is JSON',
  (contentType) => {
    expect(bodyOf(answer(200, '{}', contentType)).kind).toBe('bytes')
  },
)

test.each(['text/html', '', 'text/json', 'application/jsonp'])('%j breaks the contract', (contentType) => {
  expect(() => bodyOf(answer(200, '{}', contentType))).toThrow(
    expect.objectContaining({ code: 'upstream-contract-violation' }),
  )
})

test.each([201, 204, 206, 301, 304, 401, 403, 409, 429, 500, 502, 503, 504, 999])(
  '%i is a failure',
  (status) => {
    expect(() => bodyOf(answer(status))).toThrow(expect.objectContaining({ code: 'upstream-failed' }))
  },
)

test.each([
  [404, 'not-found'],
  [400, 'invalid-request'],
])('%i is an answer to the shopper: %s', (status, code) => {
  const problem = {
    code: 'x',
    detail: 'No such thing',
    errors: [{ pointer: '/path/key', detail: 'unknown', stack: 1 }],
  }
  expect(() => bodyOf(answer(status, JSON.stringify(problem), 'application/problem+json'))).toThrow(
    expect.objectContaining({
      code,
      detail: 'No such thing',
      errors: [{ pointer: '/path/key', detail: 'unknown' }],
    }),
  )
})

test.each(['', 'nonsense', 'null', '[]', '{"detail":1,"errors":[1,null,{}]}'])(
  'a refusal that says nothing sensible is still a refusal: %j',
  (text) => {
    expect(() => bodyOf(answer(404, text))).toThrow(
      expect.objectContaining({ code: 'not-found', detail: undefined, errors: [] }),
    )
  },
)

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'CONNECT_TIMEOUT'])('%s: unreachable', (code) => {
  expect(relayError(withCode(code))).toMatchObject({ code: 'upstream-unreachable' })
})

test.each(['ECONNRESET', 'CONNECTION_CLOSED', 'HPE_INVALID_CONSTANT', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'])(
  '%s: failed',
  (code) => {
    expect(relayError(withCode(code))).toMatchObject({ code: 'upstream-failed' })
  },
)

test('only a broken connection counts as lost', () => {
  expect(isConnectionLost(withCode('CONNECTION_CLOSED'))).toBe(true)
  expect(isConnectionLost(withCode('ECONNREFUSED'))).toBe(false)
  expect(isConnectionLost(new Error('x'))).toBe(false)
})

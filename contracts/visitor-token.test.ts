import { mintedAt, mintVisitorId, mintVisitorToken, readVisitorToken } from './visitor-token.ts'

const id = 'AAAAAAAAAAAAAAAAAAAAAA'
const [old, current] = ['an-old-secret-of-ours', 'the-secret-of-today']

test('a visitor keeps his id as long as a secret that signed it is known', () => {
  const token = mintVisitorToken(id, [old])
  expect(readVisitorToken(token, [old])).toBe(id)
  expect(readVisitorToken(token, [current, old])).toBe(id)
  expect(readVisitorToken(token, [current])).toBeNull()
})

test.each([Date.UTC(2026, 0, 1), Date.UTC(2026, 10, 22, 3, 59), Date.UTC(2999, 11, 31)])(
  'an id tells the minute of its birth: %d',
  (now) => {
    const id = mintVisitorId(now + 59_000, 'abcdefghijklmnopqrstuv')
    expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(id.endsWith('abcdefghijklmnop')).toBe(true)
    expect(mintedAt(id)).toBe(now)
  },
)

test('an id that was made otherwise tells nothing', () => {
  expect(mintedAt('AAAAAAAAAAAAAAAAAAAAAA')).toBeNull()
  const id = mintVisitorId(Date.UTC(2026, 10, 22), 'abcdefghijklmnop')
  expect(mintedAt(id.replace(/^(.{5})./, '$1!'))).toBeNull()
})

test('the first secret signs', () => {
  expect(mintVisitorToken(id, [current, old])).toBe(mintVisitorToken(id, [current]))
})

test.each([
  ['another id under the same signature', mintVisitorToken(id, [current]).replace('AAAA', 'BAAA')],
  ['a signature cut short', mintVisitorToken(id, [current]).slice(0, -1)],
  ['a signature with something behind it', `${mintVisitorToken(id, [current])}A`],
  ['no signature', id],
  ['an empty signature', `${id}.`],
  ['nothing', ''],
  ['only a dot', '.'],
  ['a signed text that is no id', mintVisitorToken('<script>', [current])],
  ['far too much', `${'A'.repeat(200)}.${'B'.repeat(43)}`],
])('is not believed: %s', (_what, token) => {
  expect(readVisitorToken(token, [current])).toBeNull()
})

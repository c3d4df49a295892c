import { mintVisitorToken, readVisitorToken } from './visitor-token.ts'

const id = 'AAAAAAAAAAAAAAAAAAAAAA'
const [old, current] = ['an-old-secret-of-ours', 'the-secret-of-today']

test('a visitor keeps his id as long as a secret that signed it is known', () => {
  const token = mintVisitorToken(id, [old])
  expect(readVisitorToken(token, [old])).toBe(id)
  expect(readVisitorToken(token, [current, old])).toBe(id)
  expect(readVisitorToken(token, [current])).toBeNull()
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

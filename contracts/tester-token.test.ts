import { sign } from './signature.ts'
import { mintTesterToken, readTesterToken, type TesterClaims } from './tester-token.ts'

const secrets = ['the-secret-of-today'] as const
const claims: TesterClaims = { side: 'new', journey: 'catalog', exp: 2_000_000_000 }

function signed(content: unknown): string {
  const text = Buffer.from(JSON.stringify(content)).toString('base64url')
  return `${text}.${sign(text, secrets[0])}`
}

function withSignatureOf(said: TesterClaims, other: TesterClaims): string {
  const [text, signature] = [mintTesterToken(said, secrets), mintTesterToken(other, secrets)]
  return `${text.split('.')[0]}.${signature.split('.')[1]}`
}

test('says what it was minted with', () => {
  expect(readTesterToken(mintTesterToken(claims, secrets), secrets)).toEqual(claims)
})

test('a rotated secret still verifies', () => {
  const token = mintTesterToken(claims, ['an-old-secret-of-ours'])
  expect(readTesterToken(token, ['the-secret-of-today', 'an-old-secret-of-ours'])).toEqual(claims)
})

test.each([
  ['another secret', mintTesterToken(claims, ['a-secret-of-somebody-else'])],
  ['other claims under the same signature', withSignatureOf({ ...claims, journey: '*' }, claims)],
  ['an unknown side', signed({ ...claims, side: 'both' })],
  ['an unknown journey', signed({ ...claims, journey: 'everything' })],
  ['no expiry', signed({ side: 'new', journey: '*' })],
  ['a claim that nobody knows', signed({ ...claims, admin: true })],
  ['a list', signed([])],
  ['null', signed(null)],
  ['no JSON', `e30x.${sign('e30x', secrets[0])}`],
  ['padding in the base64', `e30=.${sign('e30=', secrets[0])}`],
  ['nothing', ''],
  ['far too much', `${'A'.repeat(600)}.${'B'.repeat(43)}`],
])('is not believed: %s', (_what, token) => {
  expect(readTesterToken(token, secrets)).toBeNull()
})

test('refuses to mint what it would not read', () => {
  const wrong = { ...claims, side: 'both' } as unknown as TesterClaims
  expect(() => mintTesterToken(wrong, secrets)).toThrow()
})

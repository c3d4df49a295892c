import { mintTesterToken } from '#contracts/tester-token.ts'
import { createReadOverride } from './tester-override.ts'

const secrets = ['a-secret-for-testers'] as const
const token = mintTesterToken({ side: 'new', journey: '*', exp: 1_000 }, secrets)

test('a tester token counts until it expires, however often it has been read', () => {
  let nowMs = 999_999
  const readOverride = createReadOverride(secrets, () => nowMs)
  expect(readOverride(token)).toMatchObject({ side: 'new', journey: '*' })
  nowMs = 1_000_000
  expect(readOverride(token)).toBeNull()
})

test('a forged token never counts, not even the second time', () => {
  const readOverride = createReadOverride(secrets, () => 0)
  const forged = mintTesterToken({ side: 'new', journey: '*', exp: 1_000 }, ['a-secret-of-another'])
  expect(readOverride(forged)).toBeNull()
  expect(readOverride(forged)).toBeNull()
})

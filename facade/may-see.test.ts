import type { IncomingHttpHeaders } from 'node:http'
import { createMaySee } from './may-see.ts'
import { identified } from './testing/exchanges.ts'

const claims = { side: 'new', journey: '*', exp: 1 } as const
const readOverride = (token: string) => (token === 'valid' ? claims : null)
const see = (mode: 'embedded' | 'production', headers: IncomingHttpHeaders) =>
  createMaySee(mode, 'the-operator-token', readOverride)(identified({ headers }))

test('on the embedded system everybody sees', () => {
  expect(see('embedded', {})).toBe(true)
})

test.each<[IncomingHttpHeaders, boolean]>([
  [{}, false],
  [{ 'banyan-tester': 'valid' }, true],
  [{ 'banyan-tester': 'forged' }, false],
  [{ authorization: 'Bearer the-operator-token' }, true],
  [{ authorization: 'bearer the-operator-token' }, false],
  [{ authorization: 'the-operator-token' }, false],
  [{ authorization: 'Bearer ' }, false],
])('in production %j: %s', (headers, may) => {
  expect(see('production', headers)).toBe(may)
})

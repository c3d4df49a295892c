import type { FlagChange } from '#flags/flag-admin.ts'
import { anAuditEntry } from '../audit/audit-store.suite.ts'
import { withReasons } from './with-reasons.ts'

const change: FlagChange = {
  journey: 'catalog',
  actor: 'admin-token',
  reason: '',
  at: '2026-11-22T10:00:00.500Z',
  before: { enabled: true, percent: 0 },
  after: { enabled: true, percent: 25 },
}
const entry = anAuditEntry({
  outcome: 'done',
  after: { enabled: true, percent: 25, version: '2' },
  completedAt: '2026-11-22T10:00:01.000Z',
})

describe('a change that the flag server keeps without a reason', () => {
  it('gets who and why from the trail', () => {
    expect(withReasons([change], [entry])).toMatchObject([{ actor: 'anna', reason: 'first visitors' }])
  })

  test.each([
    ['another journey', { target: 'search' }],
    ['another result', { after: { enabled: true, percent: 50 } }],
    ['another time', { at: '2026-11-22T11:00:00.000Z', completedAt: '2026-11-22T11:00:01.000Z' }],
    ['an act that was refused', { outcome: 'refused' as const }],
    ['an act with an unknown end', { outcome: 'intended' as const, completedAt: null }],
  ])('does not get them from %s', (_what, other) => {
    expect(withReasons([change], [{ ...entry, ...other }])).toEqual([change])
  })

  it('that has a reason of its own keeps it', () => {
    const reasoned = { ...change, reason: 'in the Unleash UI' }
    expect(withReasons([reasoned], [entry])).toEqual([reasoned])
  })
})

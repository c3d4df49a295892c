import { type PartsSeen, partHealth } from './part-health.ts'

const well: PartsSeen = {
  flags: { origin: 'live', connected: true, lastSeenAt: '2026-01-01T00:00:00Z' },
  events: { spooling: false, spooledBytes: 0 },
  resting: [],
  isHearingChanges: true,
  log: { failing: false, lost: 3 },
  failed: [],
}

function degradedWith(change: Partial<PartsSeen>) {
  return partHealth({ ...well, ...change }).filter(({ state }) => state === 'degraded')
}

test('a healthy façade has no trouble to tell', () => {
  expect(degradedWith({})).toEqual([])
})

test.each<[string, Partial<PartsSeen>, string, string]>([
  [
    'no flags',
    { flags: { origin: 'none', connected: false, lastSeenAt: null } },
    'flags',
    'everybody gets the legacy',
  ],
  ['the flag server away', { flags: { ...well.flags, connected: false } }, 'flags', 'away since 2026-01-01'],
  [
    'the flag server away from the start',
    { flags: { origin: 'last-known-good', connected: false, lastSeenAt: null } },
    'flags',
    'away since the start',
  ],
  ['events on disk', { events: { spooling: true, spooledBytes: 4_096 } }, 'events', '4096 bytes'],
  ['what failed a moment ago', { failed: [['spool', 'ENOSPC']] }, 'spool', 'a moment ago: ENOSPC'],
  ['an own part that failed', { failed: [['events', 'EIO']] }, 'events', 'a moment ago: EIO'],
  ['a resting side', { resting: ['new catalog', 'new search'] }, 'sides', 'new catalog, new search'],
  ['changes unheard', { isHearingChanges: false }, 'cache', 'as old as declared'],
  ['a full disk', { log: { failing: true, lost: 7 } }, 'log', '7 lines lost'],
])('%s', (_what, change, part, detail) => {
  expect(degradedWith(change)).toEqual([{ part, state: 'degraded', detail: expect.stringContaining(detail) }])
})

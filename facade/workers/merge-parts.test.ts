import type { PartHealth } from '../operations-port/health.ts'
import { mergeParts } from './merge-parts.ts'

const ok = (part: string): PartHealth => ({ part, state: 'ok' })
const bad = (part: string, detail: string): PartHealth => ({ part, state: 'degraded', detail })
const seen = { size: 2, workers: [[ok('flags')], [ok('flags')]], looping: [], refused: null }

test.each([
  ['all is well', {}, [ok('flags'), ok('workers')]],
  [
    'what ails one worker ails the façade',
    { workers: [[ok('flags')], [bad('flags', 'away')]] },
    [bad('flags', 'away'), ok('workers')],
  ],
  ['a missing worker is said', { workers: [[ok('flags')]] }, [ok('flags'), bad('workers', '1 of 2 run')]],
  [
    'so is one that is silent',
    { workers: [[ok('flags')], null] },
    [ok('flags'), bad('workers', '1 of them do not answer')],
  ],
  [
    'a crash loop is a banner, a refused restart too',
    { looping: [1], refused: 'bad token' },
    [ok('flags'), bad('workers', 'WORKER 2 KEEPS FALLING; the last restart was refused: bad token')],
  ],
])('%s', (_rule, change, parts) => {
  expect(mergeParts({ ...seen, ...change })).toEqual(parts)
})

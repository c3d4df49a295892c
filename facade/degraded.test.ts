import pino from 'pino'
import { Registry } from 'prom-client'
import { BanyanError } from '#contracts/errors.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createDegraded } from './degraded.ts'

test('what has failed a moment ago is told, by its innermost code', () => {
  let nowMs = 0
  const degraded = createDegraded(silentLog, new Registry(), () => nowMs)
  const full = Object.assign(new Error('write /data/x'), { code: 'ENOSPC' })
  degraded('event spool', new BanyanError('unavailable', { cause: full }))
  nowMs = 30_000
  degraded('flag server', new Error('odd'))
  expect(degraded.recent()).toEqual([
    ['event spool', 'ENOSPC'],
    ['flag server', 'error'],
  ])
  nowMs = 40_000
  expect(degraded.recent()).toEqual([['flag server', 'error']])
})

test('every failure is counted, but a bad minute does not flood the log', async () => {
  const lines: { part: string }[] = []
  const registry = new Registry()
  let nowMs = 0
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const degraded = createDegraded(log, registry, () => nowMs)
  for (let failure = 0; failure < 100; failure++) degraded('events', new Error('away'))
  degraded('flags', new Error('away'))
  nowMs = 10_000
  degraded('events', new Error('away'))
  expect(lines.map(({ part }) => part)).toEqual(['events', 'flags', 'events'])
  expect(await registry.metrics()).toContain('banyan_degraded_total{part="events"} 101')
})

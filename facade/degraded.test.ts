import pino from 'pino'
import { Registry } from 'prom-client'
import { createDegraded } from './degraded.ts'

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

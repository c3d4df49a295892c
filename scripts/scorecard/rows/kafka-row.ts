// D8: events go to a real Kafka, which is killed and comes back while visitors go on.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { silentLog } from '#contracts/process/log.ts'
import { createKafkaEventLog } from '#kpi/events/event-log.kafka.ts'
import { createRecordingConsumer, type RecordingConsumer } from '#kpi/events/recording-consumer.ts'
import { findRealKafka } from '../../testing/real-kafka.ts'
import { type Finding, fullOnly, type Ground, type Row } from '../row.ts'
import { ask } from '../stage/client.ts'
import { freshWord, targetOf, visitorHeaders } from '../stage/probe.ts'
import { msUntil } from '../stage/until.ts'
import { ms, verdict } from './verdict.ts'

export const kafkaRow: Row = {
  ...{ id: 'D8', title: 'Kafka away, then back', tiers: fullOnly, find },
  must:
    '10 min at 200 events/s: event set identical, order per key kept, request p99 at most +1 ms, ' +
    'backlog drained ≥ 5 × rate, outbox bounded with an alarm',
}

/** Who writes to or reads from a broker that was away looks again after so long: that is no draining. */
const lookAgainMs = 10_000
/** Two runs of the same visits differ so much by themselves. */
const noiseMs = 5

type Visits = { readonly visitors: readonly string[]; readonly p99Ms: number; readonly failed: number }

/** New visitors, each of whom makes an exposure, at about the rate. */
async function visit(url: string, secret: string, seconds: number): Promise<Visits> {
  const visitors: string[] = []
  const times: number[] = []
  const running: Promise<void>[] = []
  let failed = 0
  const end = performance.now() + seconds * 1_000
  while (performance.now() < end) {
    const id = randomBytes(16).toString('base64url')
    const target = targetOf('getProduct', freshWord())
    running.push(
      ask(url + target, { headers: visitorHeaders(secret, id) }).then(({ status, ms: took }) => {
        times.push(took)
        if (status === 200) visitors.push(id)
        else failed += 1
      }),
    )
    await pause(5)
  }
  await Promise.all(running)
  times.sort((a, b) => a - b)
  return { visitors, failed, p99Ms: times[Math.floor(0.99 * times.length)] ?? Number.NaN }
}

/** Visitors of whom an exposure is in the log, and how many exposures are there in all. */
function exposed({ events }: RecordingConsumer): {
  readonly visitors: ReadonlySet<string>
  readonly count: number
} {
  const exposures = events.filter(({ type }) => type === 'banyan.visitor.exposed.v1')
  return { visitors: new Set(exposures.map(({ partitionkey }) => partitionkey)), count: exposures.length }
}

async function find(ground: Ground): Promise<Finding> {
  const found = await findRealKafka()
  if ('missing' in found) return { found: `not run: ${found.missing}`, ok: true, cells: {} }
  const stage = await ground.stage()
  const kafka = await found.start()
  const log = createKafkaEventLog({ brokers: kafka.brokers, log: silentLog })
  try {
    await stage.flagAdmin.setPercent('catalog', 50, { actor: 'scorecard', reason: 'D8' })
    const facade = await stage.startFacade({ KAFKA_BROKERS: kafka.brokers.join(',') })
    const { visitor: secret } = stage.secrets
    const consumer = createRecordingConsumer('scorecard')
    await log.consume(consumer)
    const seconds = ground.tier === 'full' ? 600 : 20
    const before = await visit(facade.url, secret, 20)
    await kafka.broker().stop('SIGKILL')
    const during = await visit(facade.url, secret, seconds)
    const alarmed = ((await facade.metrics()).sum('banyan_events_spooled_bytes') ?? 0) > 0
    await kafka.restart()
    const back = performance.now()
    const all = [...before.visitors, ...during.visitors]
    const complete = () => exposed(consumer).count >= all.length
    const drained = await msUntil(complete, 120_000)
    const drainingMs = Math.max(1_000, performance.now() - back - lookAgainMs)
    const rate = (1_000 * during.visitors.length) / drainingMs
    const { visitors } = exposed(consumer)
    const lost = all.filter((id) => !visitors.has(id)).length
    await facade.stop()
    const wrong: string[] = []
    if (lost > 0) wrong.push(`${lost} of ${all.length} exposures lost`)
    if (before.failed + during.failed > 0) wrong.push(`${before.failed + during.failed} requests failed`)
    if (during.p99Ms > before.p99Ms + 1 + noiseMs) {
      wrong.push(`p99 from ${before.p99Ms.toFixed(1)} to ${during.p99Ms.toFixed(1)} ms`)
    }
    if (!alarmed) wrong.push('no metric of what waits')
    const needed = (5 * during.visitors.length) / seconds
    if (drained === null || rate < needed)
      wrong.push(`drained at ${Math.round(rate)}/s, wanted ${Math.round(needed)}`)
    const told = `${seconds} s away: ${lost} of ${all.length} exposures lost, drained after ${ms(drained)}`
    const p99 = `p99 ${before.p99Ms.toFixed(1)} → ${during.p99Ms.toFixed(1)} ms`
    return verdict(wrong, `${told}, ${p99}`, { browse: 'ok' })
  } finally {
    await log.close()
    await kafka.destroy()
  }
}

// `node scripts/kafka/measure-events.ts`: what the event log, the figures and the import do in a second, on
// real parts of their own. Figures hang on the machine: compare within one run only.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventLog } from '#contracts/events/event-log.ts'
import type { BanyanEvent, RequestRow } from '#contracts/events/events.ts'
import { operations } from '#contracts/operations.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createPool, migrate, type Pool } from '#contracts/process/postgres.ts'
import { createKafkaEventLog } from '#kpi/events/event-log.kafka.ts'
import { createPostgresEventLog } from '#kpi/events/event-log.postgres.ts'
import { createSpoolingEventLog } from '#kpi/events/event-log.spooling.ts'
import { exampleExposure, exampleRow, exampleSummary } from '#kpi/events/example-events.ts'
import { createRecordingConsumer } from '#kpi/events/recording-consumer.ts'
import { createPostgresFigures } from '#kpi/figures/figures.postgres.ts'
import { lastSeconds } from '#kpi/figures/figures.ts'
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts'
import { freePort } from '../testing/free-port.ts'
import { findRealKafka } from '../testing/real-kafka.ts'

const batch = 500
const batches = 100

async function timed(what: string, count: number, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1_000
  const rate = Math.round(count / seconds).toLocaleString('en')
  process.stdout.write(`${what.padEnd(64)} ${rate.padStart(9)} /s  (${seconds.toFixed(2)} s)\n`)
}

function exposures(name: string): BanyanEvent[] {
  return Array.from({ length: batch }, (_, i) =>
    exampleExposure(`${name}-${i}`, { visitorId: `v${name}-${i % 400}` }),
  )
}

async function measureLog(name: string, log: EventLog): Promise<void> {
  await log.append(exposures('warm'))
  await timed(`${name}: append, batches of ${batch}, one after the other`, batch * batches, async () => {
    for (let i = 0; i < batches; i++) await log.append(exposures(`a${i}`))
  })
  await timed(`${name}: append, batches of ${batch}, 8 at once`, batch * batches, () =>
    Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let i = worker; i < batches; i += 8) await log.append(exposures(`b${i}`))
      }),
    ),
  )
  const consumer = createRecordingConsumer('measure')
  const total = batch * (2 * batches + 1)
  await timed(`${name}: consume`, total, async () => {
    const running = await log.consume(consumer)
    await consumer.until(() => consumer.events.length >= total)
    await running.stop()
  })
}

function someRows(): RequestRow[] {
  const durations = Array.from({ length: 50 }, (_, i) => 0.002 * 1.08 ** i)
  return operations.flatMap((o) =>
    (['legacy', 'new'] as const).flatMap((side) =>
      [2, 4].map((statusClass) =>
        exampleRow(durations, {
          operation: o.id,
          journey: o.journey,
          capability: o.capability,
          side,
          statusClass,
        }),
      ),
    ),
  )
}

async function measureFold(pool: Pool): Promise<void> {
  const { consumer } = createPostgresFigures(pool)
  await timed(`figures: fold exposures, batches of ${batch}`, batch * 40, async () => {
    for (let i = 0; i < 40; i++) {
      await consumer.apply({ stretch: '0', position: String(i), events: exposures(`f${i}`) })
    }
  })
  const rows = someRows()
  const start = Date.now() - 3_600_000
  const summaries = Array.from({ length: 360 * 4 }, (_, i) =>
    exampleSummary(`s${i}`, new Date(start + Math.floor(i / 4) * 10_000).toISOString(), rows),
  )
  await timed(
    `figures: fold summaries of ${rows.length} rows, batches of ${batch}`,
    summaries.length,
    async () => {
      for (let from = 0; from < summaries.length; from += batch) {
        const events = summaries.slice(from, from + batch)
        await consumer.apply({ stretch: '0', position: String(from), events })
      }
    },
  )
}

/** A day of windows of 10 s and so on, with more labels than there are. */
async function fillWindows(pool: Pool): Promise<number> {
  const ids = operations.map((o) => o.id)
  const { rows } = await pool.query<{ n: string }>(
    `WITH added AS (INSERT INTO kpi.windows
     SELECT span, to_timestamp(at), operation, side, reason, class, 40, 4.2, buckets, counts
     FROM (VALUES (10, 86400), (60, 86400 * 3), (600, 86400 * 60), (3600, 86400 * 60), (21600, 86400 * 60))
         AS spans (span, back),
       LATERAL generate_series(floor(extract(epoch FROM now()) / span) * span - back,
         floor(extract(epoch FROM now()) / span) * span, span) AS at,
       unnest($1::text[]) AS operation, unnest(ARRAY['legacy', 'new']) AS side,
       unnest(ARRAY['percentage', 'fallback']) AS reason, unnest(ARRAY[2, 4, 5]) AS class,
       (SELECT array_agg(b) AS buckets, array_agg(1::bigint) AS counts
         FROM generate_series(-320, -280) AS b) AS d
     ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*) AS n FROM added`,
    [ids],
  )
  await pool.query(
    `INSERT INTO kpi.visitors SELECT 'catalog', 'catalog:1', 'm' || n,
       CASE WHEN n % 4 > 0 THEN now() - n * interval '80 ms' END,
       CASE WHEN n % 4 = 0 THEN now() - n * interval '80 ms' END
     FROM generate_series(1, 1000000) AS n ON CONFLICT DO NOTHING`,
  )
  await pool.query('VACUUM ANALYZE kpi.windows')
  await pool.query('VACUUM ANALYZE kpi.visitors')
  return Number(rows[0]?.n)
}

async function measureReading(pool: Pool): Promise<void> {
  const count = await fillWindows(pool)
  process.stdout.write(`figures: over ${count.toLocaleString('en')} windows and 1,000,000 visitors\n`)
  const { figures } = createPostgresFigures(pool)
  for (const [name, seconds] of Object.entries({
    '5 min': 300,
    '1 h': 3_600,
    '1 day': 86_400,
    '30 days': 2_592_000,
  })) {
    await figures(lastSeconds(seconds))
    await timed(`figures: read the last ${name}, ten times`, 10, async () => {
      for (let i = 0; i < 10; i++) await figures(lastSeconds(seconds))
    })
  }
}

const folder = mkdtempSync(join(tmpdir(), 'banyan-measure-'))
chmodSync(folder, 0o711)
const postgres = await startEmbeddedPostgres({
  dataDirectory: join(folder, 'data'),
  port: await freePort(),
  password: 'for-this-run',
})
try {
  const log = createPostgresEventLog({ databaseUrl: postgres.url(), log: silentLog })
  await measureLog('PostgreSQL', log)
  const away = createPostgresEventLog({ databaseUrl: 'postgres://a:b@127.0.0.1:1/none', log: silentLog })
  const spool = await createSpoolingEventLog(away, { directory: join(folder, 'spool'), log: silentLog })
  await timed(`spool: append, batches of ${batch}, log away`, batch * batches, async () => {
    for (let i = 0; i < batches; i++) await spool.append(exposures(`s${i}`))
  })
  await spool.close()
  await timed('spool: drain into PostgreSQL', batch * batches, async () => {
    const drained = Promise.withResolvers<void>()
    const onAlarm = ({ kind }: { kind: string }) => kind === 'drained' && drained.resolve()
    await createSpoolingEventLog(log, { directory: join(folder, 'spool'), log: silentLog, onAlarm })
    await drained.promise
  })
  await migrate(postgres.url(), 'kpi', new URL('../../kpi/figures/migrations/', import.meta.url), silentLog)
  const pool = createPool(postgres.url(), silentLog)
  await measureFold(pool)
  await measureReading(pool)
  await pool.end()
  await log.close()
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
const kafka = await findRealKafka()
if ('missing' in kafka) process.stdout.write(`Kafka: not measured, ${kafka.missing}\n`)
else {
  const broker = await kafka.start()
  const log = createKafkaEventLog({ brokers: broker.brokers, log: silentLog })
  await measureLog('Kafka', log)
  await log.close()
  await broker.destroy()
}

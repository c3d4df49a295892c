// The same canaries, events in a real PostgreSQL: nothing of them in any row of any table.
import pg from 'pg'
import { silentLog } from '#contracts/process/log.ts'
import { EventBatcher } from '#facade/events/event-batcher.ts'
import { createEventLog } from '#kpi/events/create-event-log.ts'
import { createRecordingConsumer } from '#kpi/events/recording-consumer.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { canaries } from './canaries.ts'
import { startEdge } from './edge.ts'
import { foundIn, seed, sendEverywhere } from './lists/personal-data.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** Everything that is in the database, as text. */
async function contents(): Promise<string> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    const { rows } = await client.query<{ schema: string; name: string }>(
      `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    )
    const texts = rows.map(({ schema, name }) =>
      client.query<{ text: string }>(`SELECT t::text AS text FROM "${schema}"."${name}" t`),
    )
    return (await Promise.all(texts)).flatMap((result) => result.rows.map((row) => row.text)).join('\n')
  } finally {
    await client.end()
  }
}

test('fifty canaries by every way in: none is in a row', async () => {
  const eventLog = createEventLog({ databaseUrl: database.url, log: silentLog })
  const consumer = createRecordingConsumer('canaries')
  await eventLog.consume(consumer)
  const sink = new EventBatcher({
    eventLog,
    onFailed: () => undefined,
    onDropped: () => undefined,
    flushMs: 20,
  })
  const edge = await startEdge({ sink, summaryWindowMs: 100 })
  const all = canaries(50, seed)
  for (const canary of all) await sendEverywhere(edge, canary)
  await edge.stop()
  await sink.stop()
  const kinds = () => new Set(consumer.events.map(({ type }) => type)).size
  await consumer.until(() => kinds() === 2)
  await eventLog.close()
  const text = await contents()
  expect(text).toContain('banyan.visitor.exposed.v1')
  expect(text).toContain('banyan.requests.summarised.v1')
  for (const canary of all) expect(foundIn(canary, { rows: text })).toBeNull()
})

import pg from 'pg'
import type { EventLog } from '#contracts/events/event-log.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { appendInTransaction, createPostgresEventLog } from './event-log.postgres.ts'
import { eventLogRules } from './event-log.suite.ts'
import { defaultRetention, forgetOldEvents } from './event-retention.postgres.ts'
import { exampleExposure } from './example-events.ts'
import { createRecordingConsumer } from './recording-consumer.ts'

function openLog(databaseUrl: string): EventLog {
  return createPostgresEventLog({
    databaseUrl,
    log: silentLog,
    appendWithinMs: 30_000,
    leasePollMs: 10,
    backOff: { firstMs: 5, longestMs: 50 },
  })
}

describe('the event log in PostgreSQL', () => {
  eventLogRules(async () => {
    const database = await createTestDatabase()
    const logs: EventLog[] = []
    return {
      open: () => {
        const log = openLog(database.url)
        logs.push(log)
        return log
      },
      destroy: async () => {
        await Promise.all(logs.map((log) => log.close()))
        await database.drop()
      },
    }
  })
})

async function untilSomebodyWaits(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
       WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`,
    )
    if (rowCount) return
  }
}

describe('only in PostgreSQL', () => {
  let database: TestDatabase
  let log: EventLog
  let pool: pg.Pool

  beforeEach(async () => {
    database = await createTestDatabase()
    log = openLog(database.url)
    pool = new pg.Pool({ connectionString: database.url })
    pool.on('error', () => undefined)
    await log.append([exampleExposure('first')])
  })

  afterEach(async () => {
    await log.close()
    await pool.end()
    await database.drop()
  })

  it('misses no event of a transaction that counted early and committed late', async () => {
    const consumer = createRecordingConsumer('g')
    await log.consume(consumer)
    const early = await pool.connect()
    await early.query('BEGIN')
    await appendInTransaction(early, [exampleExposure('early')])
    const late = log.append([exampleExposure('late')])
    await Promise.race([late, untilSomebodyWaits(pool)])
    await early.query('COMMIT')
    early.release()
    await late
    await log.append([exampleExposure('last')])
    await consumer.until(() => consumer.events.some((event) => event.id === 'last'))
    expect(consumer.events.map((event) => event.id)).toEqual(['first', 'early', 'late', 'last'])
  })

  it('has no event of a transaction that was rolled back', async () => {
    const client = await pool.connect()
    await client.query('BEGIN')
    await appendInTransaction(client, [exampleExposure('never')])
    await client.query('ROLLBACK')
    client.release()
    await log.append([exampleExposure('second')])
    const consumer = createRecordingConsumer('g')
    await log.consume(consumer)
    await consumer.until(() => consumer.events.length >= 2)
    expect(consumer.events.map((event) => event.id)).toEqual(['first', 'second'])
  })

  it('consumes on after its connections were cut', async () => {
    const consumer = createRecordingConsumer('g')
    await log.consume(consumer)
    await consumer.until(() => consumer.events.length === 1)
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'banyan events%'`,
    )
    await log.append([exampleExposure('second')]).catch(() => log.append([exampleExposure('second')]))
    await consumer.until(() => consumer.events.length >= 2)
    expect(consumer.events.map((event) => event.id)).toEqual(['first', 'second'])
  })

  it('passes over what is no event, without stopping there', async () => {
    await pool.query(`SELECT events.append(ARRAY['{"type":"banyan.visitor.exposed.v1"}', 'null']::json[])`)
    await log.append([exampleExposure('second')])
    const consumer = createRecordingConsumer('g')
    await log.consume(consumer)
    await consumer.until(() => consumer.events.length === 2)
    expect(consumer.events.map((event) => event.id)).toEqual(['first', 'second'])
  })

  it('says unavailable when the database is away', async () => {
    const away = openLog('postgres://nobody:nothing@127.0.0.1:1/none')
    await expect(away.append([exampleExposure('a')])).rejects.toMatchObject({ code: 'unavailable' })
    await away.close()
  })
})

describe('forgetting old events', () => {
  let database: TestDatabase
  let log: EventLog
  let pool: pg.Pool
  const hours = (n: number) => n * 3_600_000
  const held = async () =>
    (await pool.query("SELECT event->>'id' AS id FROM events.log ORDER BY position")).rows.map((r) => r.id)
  const age = (id: string, ms: number) =>
    pool.query(`UPDATE events.log SET appended_at = now() - $2 * interval '1 ms' WHERE event->>'id' = $1`, [
      id,
      ms,
    ])

  beforeEach(async () => {
    database = await createTestDatabase()
    log = openLog(database.url)
    pool = new pg.Pool({ connectionString: database.url })
    await log.append(['a', 'b', 'c', 'd'].map((id) => exampleExposure(id)))
  })

  afterEach(async () => {
    await log.close()
    await pool.end()
    await database.drop()
  })

  it('deletes what is old and passed by every group, and nothing else', async () => {
    await age('a', hours(30))
    await age('b', hours(30))
    await age('c', hours(1))
    await pool.query(`INSERT INTO events.progress VALUES ('fast', 4), ('slow', 1)`)
    expect(await forgetOldEvents(pool, defaultRetention)).toBe(1)
    expect(await held()).toEqual(['b', 'c', 'd'])
    await pool.query(`UPDATE events.progress SET position = 4`)
    expect(await forgetOldEvents(pool, defaultRetention)).toBe(1)
    expect(await held()).toEqual(['c', 'd'])
  })

  it('keeps everything while nobody has consumed, up to the longest time', async () => {
    await age('b', hours(30))
    await age('a', hours(24 * 31))
    expect(await forgetOldEvents(pool, defaultRetention)).toBe(1)
    expect(await held()).toEqual(['b', 'c', 'd'])
  })

  it('no longer waits for a group that has gone for good', async () => {
    await age('a', hours(30))
    await pool.query(
      `INSERT INTO events.progress VALUES ('here', 4, now()), ('gone', 0, now() - interval '31 days')`,
    )
    expect(await forgetOldEvents(pool, defaultRetention)).toBe(1)
  })

  it('knows by itself how far a group has come', async () => {
    const consumer = createRecordingConsumer('g')
    await log.consume(consumer)
    await consumer.until(() => consumer.events.length === 4)
    await log.append([exampleExposure('e')])
    await consumer.until(() => consumer.events.length === 5)
    const { rows } = await pool.query('SELECT position FROM events.progress')
    expect(Number(rows[0]?.position)).toBeGreaterThanOrEqual(4)
  })
})

import pg from 'pg'
import { BanyanError } from '#contracts/errors.ts'
import { silentLog } from '#contracts/process/log.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createDatabase, type Database } from './database.ts'
import { createRelay, type Relay } from './fixtures/relay.ts'

const idle = new AbortController().signal
const sleeps = { name: 'test-sleep', text: 'SELECT pg_sleep($1::float)' }
const echoes = { name: 'test-echo', text: 'SELECT $1::text AS text, $2::text[] AS texts' }

const refusal = (call: Promise<unknown>) => expect(call).rejects

describe('a database', () => {
  let made: TestDatabase
  let database: Database
  beforeAll(async () => {
    made = await createTestDatabase()
    database = createDatabase(made.url, { connections: 1, log: silentLog })
  })
  afterAll(async () => {
    await database.close()
    await made.drop()
  })

  test('reads with prepared statements, U+0000 taken for the replacement character', async () => {
    const rows = await database.read(echoes, ['a\0b', ['c\0', 'd']], idle)
    expect(rows).toEqual([{ text: 'a\uFFFDb', texts: ['c\uFFFD', 'd'] }])
  })

  test('ends a statement when the signal fires, and its connection serves on', async () => {
    const hurry = new AbortController()
    const reading = database.read(sleeps, [60], hurry.signal)
    await untilSleeping(made.url)
    hurry.abort(new BanyanError('deadline-exceeded'))
    await refusal(reading).toMatchObject({ code: 'deadline-exceeded' })
    expect(await database.read(echoes, ['on', []], idle)).toHaveLength(1)
  })

  test('does not begin when the signal has fired', async () => {
    const gone = AbortSignal.abort(new BanyanError('deadline-exceeded'))
    await refusal(database.read(sleeps, [60], gone)).toMatchObject({ code: 'deadline-exceeded' })
  })

  test('does not wait for a free connection longer than the signal allows', async () => {
    const hurry = new AbortController()
    const blocking = database.read(sleeps, [60], hurry.signal)
    const late = new AbortController()
    const waiting = database.read(echoes, ['late', []], late.signal)
    late.abort(new BanyanError('deadline-exceeded'))
    await refusal(waiting).toMatchObject({ code: 'deadline-exceeded' })
    hurry.abort()
    await refusal(blocking).toMatchObject({ code: 'deadline-exceeded' })
    expect(await database.read(echoes, ['on', []], idle)).toHaveLength(1)
  })

  test('undoes a write that fails', async () => {
    await database.write((client) => client.query('CREATE TABLE kept (n int)'))
    const failing = database.write(async (client) => {
      await client.query('INSERT INTO kept VALUES (1)')
      throw new Error('half-way')
    })
    await refusal(failing).toMatchObject({ code: 'internal' })
    const { rows } = await database.write((client) => client.query('SELECT * FROM kept'))
    expect(rows).toEqual([])
  })
})

describe('a database that is away', () => {
  let made: TestDatabase
  let relay: Relay
  let database: Database
  beforeEach(async () => {
    made = await createTestDatabase()
    relay = await createRelay(made.url, await freePort())
    database = createDatabase(relay.url, { connections: 2, log: silentLog })
  })
  afterEach(async () => {
    await relay.away()
    await database.close()
    await made.drop()
  })

  const echo = () => database.read(echoes, ['x', []], idle)

  test('is said to be unavailable, with a time to come again, and serves when it is there', async () => {
    const expected = { code: 'unavailable', retryAfterSeconds: 1 }
    await refusal(database.ping()).toMatchObject(expected)
    await refusal(echo()).toMatchObject(expected)
    await refusal(database.write((client) => client.query('SELECT 1'))).toMatchObject(expected)
    await relay.back()
    await database.ping()
    expect(await echo()).toHaveLength(1)
  })

  test('that goes in the middle of a statement fails that statement only', async () => {
    await relay.back()
    const outcome = refusal(database.read(sleeps, [60], idle)).toMatchObject({ code: 'unavailable' })
    await untilSleeping(made.url)
    await relay.away()
    await outcome
    await refusal(echo()).toMatchObject({ code: 'unavailable' })
    await relay.back()
    expect(await echo()).toHaveLength(1)
  })
})

const sleeping = `SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND state = 'active'
    AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()`

/** Resolves as soon as the server works on the sleeping statement. */
async function untilSleeping(url: string): Promise<void> {
  const watcher = new pg.Client({ connectionString: url })
  await watcher.connect()
  while ((await watcher.query(sleeping)).rows.length === 0);
  await watcher.end()
}

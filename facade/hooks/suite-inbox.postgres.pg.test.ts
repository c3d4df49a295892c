import { silentLog } from '#contracts/process/log.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { until } from '#scripts/testing/visitors.ts'
import { createSuiteInvalidations } from '../cache/invalidations.postgres.ts'
import { createPostgresSuiteInbox } from './suite-inbox.postgres.ts'
import { testSuiteInbox } from './suite-inbox.suite.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.drop())

testSuiteInbox(async () => {
  const told: (string | null)[] = []
  const changes = createSuiteInvalidations(database.url, silentLog)
  changes.watch((capability) => told.push(capability))
  await until(async () => changes.isHearing())
  // What it says when it begins to hear: anything may have changed before.
  told.length = 0
  const inbox = createPostgresSuiteInbox(database.url, silentLog)
  const close = async () => {
    await Promise.all([inbox.close(), changes.close()])
  }
  return {
    inbox: { take: inbox.take, close },
    told: () => told,
    toldUntil: (count) => until(async () => told.length >= count),
  }
})

test('two façades share what they know', async () => {
  const [one, other] = [0, 1].map(() => createPostgresSuiteInbox(database.url, silentLog))
  const results = await Promise.all([one, other].map((inbox) => inbox?.take({ id: 'a', capability: null })))
  expect(results.toSorted()).toEqual(['known', 'taken'])
  await Promise.all([one?.close(), other?.close()])
})

test('without its database nothing is taken, and the sender is told to come again', async () => {
  const nowhere = createPostgresSuiteInbox('postgres://nobody@127.0.0.1:1/nothing', silentLog)
  const refused = nowhere.take({ id: 'a', capability: null })
  await expect(refused).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 })
  await nowhere.close()
})

// A worker that is killed leaves its events on disk; another one brings them to the log.

import { silentLog } from '#contracts/process/log.ts'
import { startSeverableRelay, throughRelay } from '#control/testing/severable-relay.ts'
import { createEventLog } from '#kpi/events/create-event-log.ts'
import { createRecordingConsumer } from '#kpi/events/recording-consumer.ts'
import { startParent } from '#scripts/testing/running-parent.ts'
import { createTestDatabase } from '#scripts/testing/test-database.ts'
import { until } from '#scripts/testing/visitors.ts'

const visitors = 60

test('what a killed worker had on disk is in the log when the log is back', async () => {
  const database = await createTestDatabase()
  const { hostname, port } = new URL(database.url)
  const relay = await startSeverableRelay({ host: hostname, port: Number(port) })
  relay.cut()
  const facade = await startParent({ DATABASE_URL: throughRelay(database.url, relay) })
  const eventLog = createEventLog({ databaseUrl: database.url, log: silentLog })
  const consumer = createRecordingConsumer('test')
  try {
    const visit = () => fetch(`${facade.storefront}/v1/products/laptop`, { headers: { connection: 'close' } })
    await Promise.all(Array.from({ length: visitors }, async () => (await visit()).arrayBuffer()))
    await until(async () => (await facade.metric('banyan_requests_total')) === visitors)
    const onDisk = async () => (await facade.metric('banyan_events_spooled_bytes')) ?? 0
    // Nothing waits in memory any more, the last window of figures neither.
    let before = -1
    await until(async () => {
      const [last, backlog] = [before, await facade.metric('banyan_events_backlog')]
      before = await onDisk()
      return backlog === 0 && before > 0 && before === last
    })
    const [killed = 0] = await facade.workers()
    process.kill(killed, 'SIGKILL')
    await until(async () => !(await facade.workers()).includes(killed) && (await onDisk()) === before, 60_000)
    relay.mend()
    await eventLog.consume(consumer)
    const exposed = () =>
      consumer.events.flatMap((event) =>
        event.type === 'banyan.visitor.exposed.v1' ? event.data.visitorId : [],
      )
    await until(async () => exposed().length >= visitors, 60_000)
    expect(new Set(exposed()).size).toBe(visitors)
    await until(async () => (await onDisk()) === 0)
  } finally {
    await facade.close()
    await eventLog.close()
    await relay.close()
    await database.drop()
  }
}, 240_000)

import { Kafka, logLevel } from 'kafkajs'
import type { EventLog } from '#contracts/events/event-log.ts'
import { silentLog } from '#contracts/process/log.ts'
import { findRealKafka, type RealKafka } from '#scripts/testing/real-kafka.ts'
import { createKafkaEventLog } from './event-log.kafka.ts'
import { eventLogRules } from './event-log.suite.ts'
import { exampleExposure } from './example-events.ts'
import { topic } from './kafka-client.ts'
import { createRecordingConsumer } from './recording-consumer.ts'

const found = await findRealKafka()

if ('missing' in found) {
  process.stderr.write(`The Kafka suite does not run here: ${found.missing}\n`)
  it.todo(`the event log on Kafka does not run here: ${found.missing}`)
} else {
  describe('the event log on a real Kafka', () => {
    let kafka: RealKafka
    const logs: EventLog[] = []

    beforeAll(async () => {
      kafka = await found.start()
    })

    afterAll(() => kafka.destroy())

    const open = () => {
      const log = createKafkaEventLog({
        brokers: kafka.brokers,
        log: silentLog,
        partitions: 4,
        backOff: { firstMs: 5, longestMs: 50 },
      })
      logs.push(log)
      return log
    }

    async function removeTopic() {
      await Promise.all(logs.splice(0).map((log) => log.close()))
      const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin()
      await admin.connect()
      if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] })
      while ((await admin.listTopics()).includes(topic));
      await admin.disconnect()
    }

    describe('keeps what every log promises', () => {
      eventLogRules(async () => ({ open, destroy: removeTopic }))
    })

    describe('and when the broker goes away', () => {
      afterEach(removeTopic)

      it('says unavailable meanwhile, goes on afterwards, and has lost nothing', async () => {
        const log = open()
        const consumer = createRecordingConsumer('g')
        await log.append([exampleExposure('before')])
        await log.consume(consumer)
        await consumer.until(() => consumer.events.length === 1)
        await kafka.broker().stop('SIGKILL')
        await expect(log.append([exampleExposure('during')])).rejects.toMatchObject({ code: 'unavailable' })
        await kafka.restart()
        await log.append([exampleExposure('after')])
        await consumer.until(() => consumer.events.length >= 2)
        expect(consumer.events.map((event) => event.id)).toEqual(['before', 'after'])
      })
    })
  })
}

import { Kafka, type LogEntry, logLevel } from 'kafkajs'
import type { Logger } from '#contracts/process/log.ts'

/** Everything of Banyan goes through this topic; the key orders. */
export const topic = 'banyan.events'

export type KafkaSettings = {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[]
  readonly log: Logger
}

/**
 * A kafkajs client that logs where we log. Its "errors" are mostly retries that work out: they are no call to
 * act.
 */
export function createKafkaClient({ brokers, log }: KafkaSettings): Kafka {
  return new Kafka({
    clientId: 'banyan',
    brokers: [...brokers],
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry: LogEntry) => {
      const { message, timestamp, logger, ...details } = entry.log
      log.debug({ kafka: { ...details, stack: undefined } }, message)
    },
  })
}

/**
 * Makes the topic where it is missing. @param partitions for a new one; more partitions, more consumers at
 * once
 */
export async function ensureTopic(kafka: Kafka, partitions: number): Promise<void> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    if ((await admin.listTopics()).includes(topic)) return
    await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, replicationFactor: -1 }],
      waitForLeaders: true,
    })
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

import { type Kafka, Partitioners } from 'kafkajs'
import { BanyanError } from '#contracts/errors.ts'
import type { Consumer, EventLog } from '#contracts/events/event-log.ts'
import { type BackOff, backOffMs, pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'
import { consumeBackOff } from './consume-loop.ts'
import { createBatchHandler } from './kafka-batches.ts'
import { createKafkaClient, ensureTopic, type KafkaSettings, topic } from './kafka-client.ts'

export type KafkaEventLogOptions = KafkaSettings & {
  /** Of a topic that has to be made. */
  readonly partitions?: number
  readonly backOff?: BackOff
}

/**
 * A log in Apache Kafka: one topic, partitioned by key, one producer. Stretch = partition, position = offset
 * of the last applied message, kept by the consumer alone. Nothing is connected before it is needed.
 */
export function createKafkaEventLog(options: KafkaEventLogOptions): EventLog {
  const { log, partitions = 12, backOff = consumeBackOff } = options
  const kafka = createKafkaClient(options)
  const producer = createProducer(kafka, partitions)
  const closing = new AbortController()
  const running = new Set<Promise<void>>()

  return {
    append: async (events) => {
      if (closing.signal.aborted) throw new BanyanError('unavailable', { detail: 'The event log is closed' })
      if (events.length === 0) return
      const messages = events.map((event) => ({
        key: event.partitionkey,
        value: JSON.stringify(event),
        headers,
      }))
      try {
        await producer.send(messages)
      } catch (cause) {
        throw new BanyanError('unavailable', { detail: 'The event log is away', cause })
      }
    },
    consume: async (consumer) => {
      const stopping = new AbortController()
      const signal = AbortSignal.any([stopping.signal, closing.signal])
      const done = keepConsuming(consumer, { kafka, partitions, log, backOff }, signal)
      running.add(done)
      return {
        stop: async () => {
          stopping.abort()
          await done
          running.delete(done)
        },
      }
    },
    close: async () => {
      closing.abort()
      await Promise.all([...running, producer.close()])
    },
  }
}

/** Source: CloudEvents Kafka protocol binding 1.0.2, structured content mode. */
const headers = { 'content-type': 'application/cloudevents+json; charset=UTF-8' }

type Message = { key: string; value: string; headers: typeof headers }

/** The one producer: connected when first needed, and again after it broke. */
function createProducer(kafka: Kafka, partitions: number) {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  let connected: Promise<void> | undefined
  const forget = () => {
    connected = undefined
  }
  producer.on(producer.events.DISCONNECT, forget)
  async function connect() {
    await ensureTopic(kafka, partitions)
    await producer.connect()
  }
  return {
    send: async (messages: Message[]) => {
      connected ??= connect().catch((error) => {
        forget()
        throw error
      })
      await connected
      await producer.send({ topic, acks: -1, timeout: 5_000, messages })
    },
    close: () => producer.disconnect(),
  }
}

type Consuming = {
  readonly kafka: Kafka
  readonly partitions: number
  readonly log: Logger
  readonly backOff: BackOff
}

/** Joins the group and consumes; after every loss once more. */
async function keepConsuming(consumer: Consumer, options: Consuming, signal: AbortSignal): Promise<void> {
  const { log, backOff } = options
  let failures = 0
  while (!signal.aborted) {
    const started = performance.now()
    try {
      await consumeUntilLost(consumer, options, signal)
    } catch (error) {
      failures = performance.now() - started > backOff.longestMs ? 1 : failures + 1
      const waitMs = backOffMs(backOff, failures)
      log.warn({ err: error, group: consumer.group, failures, waitMs }, 'the event log is away')
      await pause(waitMs, signal)
    }
  }
}

async function consumeUntilLost(consumer: Consumer, options: Consuming, signal: AbortSignal): Promise<void> {
  const { kafka, partitions, log, backOff } = options
  await ensureTopic(kafka, partitions)
  const client = kafka.consumer({
    groupId: `banyan.${consumer.group}`,
    maxWaitTimeInMs: 500,
    // After a crash nobody gets the partitions before this has passed.
    sessionTimeout: 10_000,
    allowAutoTopicCreation: false,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
  })
  const handler = createBatchHandler({ client, consumer, log, backOff })
  const ended = Promise.withResolvers<void>()
  client.on(client.events.GROUP_JOIN, handler.onAssignment)
  client.on(client.events.CRASH, ({ payload }) => ended.reject(payload.error))
  signal.addEventListener('abort', () => ended.resolve(), { once: true })
  if (signal.aborted) ended.resolve()
  try {
    await client.connect()
    await client.subscribe({ topic, fromBeginning: true })
    await client.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 4,
      eachBatch: handler.eachBatch,
    })
    await ended.promise
  } finally {
    await client.disconnect()
    handler.stop()
  }
}

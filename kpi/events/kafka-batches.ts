import type { EachBatchPayload, Consumer as KafkaConsumer, KafkaMessage } from 'kafkajs'
import type { Consumer } from '#contracts/events/event-log.ts'
import { type BackOff, backOffMs } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'
import { decodeEvents } from './decode-events.ts'
import { topic } from './kafka-client.ts'

const batchSize = 500

type Offering = {
  readonly client: Pick<KafkaConsumer, 'seek'>
  readonly consumer: Consumer
  readonly log: Logger
  readonly backOff: BackOff
}

/**
 * Hands partitions' batches to a consumer that keeps its own position. kafkajs begins every assignment at the
 * start of the log, since nothing is committed to Kafka; so wherever a batch does not follow on the one
 * before, the consumer is asked where it stands, and the partition sought to there.
 */
export function createBatchHandler({ client, consumer, log, backOff }: Offering) {
  /** Partition → offset that follows on what was applied. */
  const next = new Map<number, string>()
  /** Partition → offset that was sought; what comes after may begin later (retention, control records). */
  const sought = new Map<number, string>()
  const failures = new Map<number, number>()
  const resting = new Set<NodeJS.Timeout>()

  /** Whether the batch begins where the consumer stands. */
  async function follows(partition: number, firstOffset: string): Promise<boolean> {
    if (next.get(partition) === firstOffset) return true
    const stored = await consumer.position(String(partition))
    const wanted = stored === null ? firstOffset : String(BigInt(stored) + 1n)
    if (wanted === firstOffset || sought.get(partition) === wanted) return true
    sought.set(partition, wanted)
    client.seek({ topic, partition, offset: wanted })
    return false
  }

  async function applyPart({ batch, resolveOffset }: EachBatchPayload, part: KafkaMessage[]): Promise<void> {
    const { partition } = batch
    const position = part.at(-1)?.offset ?? ''
    const events = decodeEvents(part.map(parsed), log)
    await consumer.apply({ stretch: String(partition), events, position })
    resolveOffset(position)
    next.set(partition, String(BigInt(position) + 1n))
    sought.delete(partition)
    failures.delete(partition)
  }

  /** Leaves the partition alone for a while; then it is offered from where the consumer stands. */
  function rest(partition: number, pausePartition: () => () => void, error: unknown): void {
    const count = (failures.get(partition) ?? 0) + 1
    const waitMs = backOffMs(backOff, count)
    failures.set(partition, count)
    next.delete(partition)
    sought.delete(partition)
    log.warn({ err: error, group: consumer.group, partition, waitMs }, 'events were not applied')
    const resume = pausePartition()
    const timer = setTimeout(() => {
      resting.delete(timer)
      resume()
    }, waitMs)
    resting.add(timer)
  }

  return {
    /** Partitions were dealt anew: others may have gone on with ours meanwhile. */
    onAssignment: () => {
      next.clear()
      sought.clear()
    },
    /** Rejects only with kafkajs's own errors, by which it sees that partitions are dealt anew. */
    eachBatch: async (payload: EachBatchPayload): Promise<void> => {
      const { batch, pause, heartbeat, isRunning, isStale } = payload
      const { partition, messages } = batch
      for (let from = 0; from < messages.length && isRunning() && !isStale(); from += batchSize) {
        const part = messages.slice(from, from + batchSize)
        try {
          if (!(await follows(partition, part[0]?.offset ?? ''))) return
          await applyPart(payload, part)
        } catch (error) {
          rest(partition, pause, error)
          return
        }
        await heartbeat()
      }
    },
    stop: () => {
      for (const timer of resting) clearTimeout(timer)
    },
  }
}

function parsed(message: KafkaMessage): unknown {
  try {
    return JSON.parse(String(message.value))
  } catch {
    return null
  }
}

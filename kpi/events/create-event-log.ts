import type { EventLog } from '#contracts/events/event-log.ts'
import type { Logger } from '#contracts/process/log.ts'
import { createKafkaEventLog } from './event-log.kafka.ts'
import { createPostgresEventLog } from './event-log.postgres.ts'

export type EventLogSettings = {
  readonly databaseUrl: string
  /** `KAFKA_BROKERS`, a comma list; empty or absent: the log is in PostgreSQL. */
  readonly kafkaBrokers?: string | undefined
  readonly log: Logger
}

/** The house's event log, as its settings say. A façade wraps it with `createSpoolingEventLog`. */
export function createEventLog({ databaseUrl, kafkaBrokers, log }: EventLogSettings): EventLog {
  const brokers = (kafkaBrokers ?? '').split(',').flatMap((broker) => broker.trim() || [])
  return brokers.length > 0
    ? createKafkaEventLog({ brokers, log })
    : createPostgresEventLog({ databaseUrl, log })
}

import type { BanyanEvent } from './events.ts'

/** Position in the log as the implementation counts it; opaque, kept by the consumer with its data. */
export type Position = string

export type Batch = {
  readonly events: readonly BanyanEvent[]
  /** Stored with what the batch changed, in one transaction. */
  readonly position: Position
  /** Which independent stretch of the log this is (Kafka: partition; Postgres: always '0'). */
  readonly stretch: string
}

export type Consumer = {
  /** Consumer group: every group sees every event. */
  readonly group: string
  /** The last stored position of a stretch, or null to start at the beginning. */
  position(stretch: string): Promise<Position | null>
  /**
   * Applies a batch. At least once: idempotent by event id. A rejection makes the log offer the batch again
   * after a pause; nothing behind it in the same stretch is offered before.
   */
  apply(batch: Batch): Promise<void>
}

/**
 * What happened, in order per partition key, at least once.
 *
 * `append` resolves when the events are durable and rejects with `unavailable` when they are not (then none
 * or
 * some of them may have been taken: append again, consumers are idempotent). Any number of appends may run at
 * once;
 * the order of two appends of one key is kept when the second starts after the first has resolved.
 * `close` stops consumers after their running batch.
 */
export interface EventLog {
  append(events: readonly BanyanEvent[]): Promise<void>
  consume(consumer: Consumer): Promise<{ stop(): Promise<void> }>
  close(): Promise<void>
}

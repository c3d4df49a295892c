import type { Batch, Consumer, Position } from '#contracts/events/event-log.ts'
import { type BackOff, backOffMs, pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'

/** One stretch of a log, read from wherever the consumer stands. */
export type Source = {
  readonly stretch: string
  /** What comes behind a position (null: at the beginning), or null where there is nothing yet. */
  read(after: Position | null): Promise<Batch | null>
  /**
   * Resolves when there may be something that the last `read` has not seen, or when the signal is aborted.
   */
  wait(signal: AbortSignal): Promise<void>
}

/** Pauses after a batch that was rejected and a log that could not be read. */
export const consumeBackOff: BackOff = { firstMs: 100, longestMs: 10_000 }

/**
 * Offers one stretch to one consumer, batch after batch, until the signal is aborted. After a failure it
 * pauses, asks the consumer where it stands and offers from there.
 */
export async function consumeLoop(
  source: Source,
  consumer: Consumer,
  { log, signal, backOff = consumeBackOff }: { log: Logger; signal: AbortSignal; backOff?: BackOff },
): Promise<void> {
  let after: Position | null | undefined
  let failures = 0
  while (!signal.aborted) {
    try {
      if (after === undefined) after = await consumer.position(source.stretch)
      const batch = await source.read(after)
      if (batch === null) {
        await source.wait(signal)
        continue
      }
      await consumer.apply(batch)
      after = batch.position
      failures = 0
    } catch (error) {
      after = undefined
      failures += 1
      const waitMs = backOffMs(backOff, failures)
      log.warn({ err: error, group: consumer.group, failures, waitMs }, 'events were not applied')
      await pause(waitMs, signal)
    }
  }
}

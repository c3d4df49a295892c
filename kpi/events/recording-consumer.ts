import type { Batch, Consumer, Position } from '#contracts/events/event-log.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'

/** A consumer that remembers what it was given: for tests and measurements. */
export type RecordingConsumer = Consumer & {
  /** What was applied, in order, with what came twice. */
  readonly events: readonly BanyanEvent[]
  /** Every batch that was offered, also those that were rejected. */
  readonly offered: readonly Batch[]
  /** Stored with the events, as a real consumer does; may be shared to stand for a restart. */
  readonly positions: Map<string, Position>
  /** Resolves when the condition holds, now or after some batch was applied or rejected. */
  until(condition: () => boolean): Promise<void>
}

/** @param before runs before a batch is applied; what it throws rejects the batch */
export function createRecordingConsumer(
  group: string,
  positions = new Map<string, Position>(),
  before: (batch: Batch) => void | Promise<void> = () => undefined,
): RecordingConsumer {
  const events: BanyanEvent[] = []
  const offered: Batch[] = []
  const waiting = new Set<() => void>()
  const look = () => {
    for (const check of waiting) check()
  }
  return {
    group,
    events,
    offered,
    positions,
    position: async (stretch) => positions.get(stretch) ?? null,
    apply: async (batch) => {
      offered.push(batch)
      try {
        await before(batch)
        events.push(...batch.events)
        positions.set(batch.stretch, batch.position)
      } finally {
        look()
      }
    },
    until: (condition) =>
      new Promise((resolve) => {
        const check = () => {
          if (!condition()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
  }
}

import type { EventLog } from '#contracts/events/event-log.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { type BackOff, backOffMs, pause } from '#contracts/process/back-off.ts'
import type { EventSink } from './event-sink.ts'

export type EventBatcherOptions = {
  readonly eventLog: Pick<EventLog, 'append'>
  /** Told when a batch was not taken; it is tried again. */
  readonly onFailed: (error: unknown) => void
  /** Told how many events found no room: they are lost. */
  readonly onDropped: (events: number) => void
  /** How long an event may wait for others. */
  readonly flushMs?: number
  readonly batchSize?: number
  /** More are not kept. */
  readonly capacity?: number
  readonly backOff?: BackOff
}

/**
 * The request path's sink over an event log: takes at once, appends by batch, one batch at a time so that the
 * order holds, and again until it is taken.
 */
export class EventBatcher implements EventSink {
  readonly #options: Required<EventBatcherOptions>
  readonly #stopping = new AbortController()
  #waiting: BanyanEvent[] = []
  #timer: NodeJS.Timeout | null = null
  #flushing: Promise<void> | null = null

  constructor(options: EventBatcherOptions) {
    const byDefault = { flushMs: 200, batchSize: 500, capacity: 50_000 }
    this.#options = { ...byDefault, backOff: { firstMs: 100, longestMs: 2_000 }, ...options }
  }

  /** How many have not been appended yet. */
  get backlog(): number {
    return this.#waiting.length
  }

  emit(event: BanyanEvent): void {
    if (this.#waiting.length >= this.#options.capacity) {
      this.#options.onDropped(1)
      return
    }
    this.#waiting.push(event)
    if (this.#timer === null && this.#flushing === null) {
      this.#timer = setTimeout(() => this.#flush(), this.#options.flushMs)
    }
  }

  /** Appends what waits, as far as the log takes it; what it refuses now is lost and counted. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#flushing
    await this.#flush()
    if (this.#waiting.length > 0) this.#options.onDropped(this.#waiting.length)
    this.#waiting = []
  }

  #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#flushing ??= this.#appendAll().finally(() => {
      this.#flushing = null
    })
    return this.#flushing
  }

  async #appendAll(): Promise<void> {
    const { eventLog, batchSize, backOff, onFailed } = this.#options
    const { signal } = this.#stopping
    let failures = 0
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, batchSize)
      try {
        await eventLog.append(batch)
        this.#waiting.splice(0, batch.length)
        failures = 0
      } catch (error) {
        onFailed(error)
        if (signal.aborted) return
        failures += 1
        await pause(backOffMs(backOff, failures), signal)
      }
    }
  }
}

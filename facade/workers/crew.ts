import type { Logger } from '#contracts/process/log.ts'
import { KeptSeat, type KeptSeatOptions } from './kept-seat.ts'
import { isBadConfiguration, type StartWorker, type Worker } from './worker-process.ts'

export type CrewOptions = Pick<KeptSeatOptions, 'onEnded' | 'onFell' | 'now' | 'backOff'> & {
  readonly seats: number
  readonly start: StartWorker
  readonly log: Logger
}

/** All workers of one façade. */
export class Crew {
  readonly #seats: readonly KeptSeat[]
  readonly #covers = new WeakMap<Worker, string>()
  #adopter: Worker | null = null
  #isBooted = false

  constructor(options: CrewOptions) {
    const shared = {
      ...options,
      onChange: () => {
        this.#cover()
        this.#adopt()
      },
      onEnded: (worker: Worker) => {
        options.onEnded(worker)
        this.#adopt()
      },
    }
    this.#seats = Array.from({ length: options.seats }, (_, seat) => new KeptSeat({ ...shared, seat }))
  }

  /**
   * Resolves when at least one takes requests. Rejects when none does, or when one refuses its settings: what
   * ails it, ails all.
   */
  async boot(): Promise<void> {
    const tried = await Promise.allSettled(this.#seats.map((seat) => seat.replace()))
    const failures = tried.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    const hopeless = failures.length === tried.length || failures.some(isBadConfiguration)
    if (hopeless) throw failures[0]
    this.#isBooted = true
    for (const seat of this.#seats) void seat.fill()
    this.#cover()
    this.#adopt()
  }

  /** Replaces one worker after the other. Rejects when one does not start: the rest stays as it is. */
  async restart(): Promise<void> {
    for (const seat of this.#seats) await seat.replace()
  }

  drain(): void {
    for (const seat of this.#seats) seat.drain()
  }

  /** @param cutMs what runs then is cut */
  async stop(cutMs: number): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.stop(cutMs)))
  }

  get size(): number {
    return this.#seats.length
  }

  /** Those that take requests. */
  running(): readonly Worker[] {
    return this.#seats.flatMap(({ current }) => current ?? [])
  }

  /** Those too that start or drain. */
  living(): readonly Worker[] {
    return this.#seats.flatMap(({ living }) => [...living])
  }

  /** Seats whose workers keep falling, from 0. */
  looping(): readonly number[] {
    return this.#seats.flatMap((seat, index) => (seat.isLooping ? [index] : []))
  }

  /** Connections that wait at an empty seat are taken by the others. */
  #cover(): void {
    if (!this.#isBooted) return
    const empty = this.#seats.flatMap((seat, index) => (seat.current === null ? [index] : []))
    const running = this.running()
    running.forEach((worker, at) => {
      const seats = empty.filter((_, index) => index % running.length === at)
      if ((this.#covers.get(worker) ?? '') === seats.join()) return
      this.#covers.set(worker, seats.join())
      worker.tell({ kind: 'cover', seats })
    })
  }

  /** One worker at a time, as long as it lives: two would take over the same folder. */
  #adopt(): void {
    if (!this.#isBooted) return
    const running = this.running()
    if (this.#adopter === null || !running.includes(this.#adopter)) this.#adopter = running[0] ?? null
    this.#adopter?.tell({ kind: 'adopt', living: this.living().map(({ pid }) => pid) })
  }
}

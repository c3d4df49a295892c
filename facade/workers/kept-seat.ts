import { type BackOff, backOffMs, pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'
import { cutMs, killAfterMs, lingerMs, steadyMs } from './patience.ts'
import { howEnded, type StartWorker, type Worker } from './worker-process.ts'

export type KeptSeatOptions = {
  readonly seat: number
  readonly start: StartWorker
  readonly log: Logger
  /** Told when the seat is taken or free. */
  readonly onChange: () => void
  /** Told of each worker that has ended, in whatever way. */
  readonly onEnded: (worker: Worker) => void
  /** Told of each end that nobody wished. */
  readonly onFell: () => void
  /** Milliseconds that only go forwards. */
  readonly now: () => number
  readonly backOff?: BackOff
}

/** So many falls in a row are a crash loop. */
const loopAt = 3
const usualBackOff: BackOff = { firstMs: 100, longestMs: 10_000 }

/** One seat: a worker takes it; when that one ends another follows, never in a tight loop. */
export class KeptSeat {
  /** Who takes requests here; null between the end of one and the readiness of the next. */
  current: Worker | null = null
  /** The current one, those that start, and those that drain. */
  readonly living = new Set<Worker>()
  readonly #options: KeptSeatOptions
  readonly #starting = new Set<Worker>()
  readonly #stopping = new AbortController()
  #falls = 0
  #readyAt = 0

  constructor(options: KeptSeatOptions) {
    this.#options = options
  }

  get isLooping(): boolean {
    return this.#falls >= loopAt && (this.current === null || !this.#isSteady())
  }

  /**
   * Puts in a new worker; when it is ready, the one before goes. Rejects when it does not start: nothing has
   * changed then.
   */
  async replace(): Promise<void> {
    const { seat, start, onChange, onEnded } = this.#options
    const next = start(seat)
    this.living.add(next)
    this.#starting.add(next)
    void next.ended.then(() => {
      this.living.delete(next)
      onEnded(next)
    })
    await next.ready.finally(() => this.#starting.delete(next))
    if (this.#stopping.signal.aborted) return
    const before = this.current
    this.current = next
    this.#readyAt = this.#options.now()
    void next.leaving.then(() => this.#hasLeft(next))
    void next.ended.then((ended) => this.#hasEnded(next, new Error(howEnded(ended))))
    onChange()
    if (before !== null) retire(before, { lingerMs, cutMs })
  }

  /** Finds somebody for an empty seat, however long it takes. */
  async fill(): Promise<void> {
    const { backOff = usualBackOff } = this.#options
    const { signal } = this.#stopping
    while (this.current === null && !signal.aborted) {
      if (this.#falls > 0) await pause(backOffMs(backOff, this.#falls), signal)
      if (this.current !== null || signal.aborted) return
      await this.replace().catch((error) => this.#fell('a worker does not start', error))
    }
  }

  /** Answers ask their clients to connect anew; listening goes on. */
  drain(): void {
    this.current?.tell({ kind: 'drain' })
  }

  /** @param cutMs time for what runs; idle connections have none */
  async stop(cutMs: number): Promise<void> {
    this.#stopping.abort()
    const living = [...this.living]
    this.current = null
    for (const worker of living) {
      if (this.#starting.has(worker)) worker.kill('SIGTERM')
      else retire(worker, { lingerMs: 0, cutMs })
    }
    await Promise.all(living.map(({ ended }) => ended))
  }

  #hasLeft(worker: Worker): void {
    if (this.current !== worker) return
    this.#options.log.info({ worker: worker.seat + 1, pid: worker.pid }, 'a worker goes as it was told to')
    this.#falls = 0
    this.#empty()
  }

  #hasEnded(worker: Worker, error: Error): void {
    if (this.current !== worker) return
    if (this.#isSteady()) this.#falls = 0
    this.#fell('a worker fell', error)
    this.#empty()
  }

  #empty(): void {
    this.current = null
    this.#options.onChange()
    void this.fill()
  }

  #fell(what: string, error: unknown): void {
    if (this.#stopping.signal.aborted) return
    const { log, seat, onFell } = this.#options
    this.#falls += 1
    onFell()
    const level = this.#falls === loopAt ? 'error' : 'warn'
    log[level]({ worker: seat + 1, falls: this.#falls, err: error }, what)
  }

  #isSteady(): boolean {
    return this.#options.now() - this.#readyAt >= steadyMs
  }
}

type Patience = { readonly lingerMs: number; readonly cutMs: number }

function retire(worker: Worker, patience: Patience): void {
  worker.tell({ kind: 'stop', ...patience })
  const late = setTimeout(() => worker.kill('SIGKILL'), killAfterMs)
  void worker.ended.then(() => clearTimeout(late))
}

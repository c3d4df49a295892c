import { BanyanError } from '#contracts/errors.ts'

/** Somebody who has to know that it is over; told once. */
export interface Watcher {
  over(error: BanyanError): void
}

/**
 * The budget of one answer: ends by time, or when the shopper has gone. Cheap on purpose (one timer of a duration that
 * many share, no closure, an AbortSignal only for those who ask): every request has one, and a part of it per side.
 */
export class Deadline implements Watcher {
  /** Milliseconds on the monotonic clock. */
  readonly endsAt: number
  readonly #parent: Deadline | null
  readonly #watchers = new Set<Watcher>()
  #error: BanyanError | null = null
  #ended = false
  readonly #timer: NodeJS.Timeout
  #controller: AbortController | null = null

  constructor(budgetMs: number, parent: Deadline | null = null) {
    this.endsAt = performance.now() + budgetMs
    this.#parent = parent
    this.#timer = setTimeout(expire, budgetMs, this)
    parent?.watch(this)
  }

  get remainingMs(): number {
    return Math.max(0, this.endsAt - performance.now())
  }

  /** Why it is over, or null. */
  get error(): BanyanError | null {
    return this.#error
  }

  /** For those who speak AbortSignal; aborted with the error as reason. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController()
      if (this.#error !== null) this.#controller.abort(this.#error)
    }
    return this.#controller.signal
  }

  /** A share of what is left, over at the latest when the whole is over. End it when it is used. @param share 0–1 */
  part(share: number): Deadline {
    return new Deadline(Math.floor(this.remainingMs * share), this)
  }

  /** Tells the watcher when it is over; at once where it already is. */
  watch(watcher: Watcher): void {
    if (this.#error === null) this.#watchers.add(watcher)
    else watcher.over(this.#error)
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher)
  }

  /** The outcome of some work, or the error when it is over first. */
  race<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const watcher = { over: reject }
      this.watch(watcher)
      work.then(resolve, reject).finally(() => this.unwatch(watcher))
    })
  }

  over(error: BanyanError): void {
    if (this.#ended) return
    this.#error = error
    this.end()
    this.#controller?.abort(error)
    for (const watcher of this.#watchers) watcher.over(error)
    this.#watchers.clear()
  }

  /** The answer is there: nothing will be over any more. */
  end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    this.#parent?.unwatch(this)
  }
}

function expire(deadline: Deadline): void {
  deadline.over(new BanyanError('deadline-exceeded'))
}

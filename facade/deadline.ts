import { BanyanError } from '#contracts/errors.ts'

/** Somebody who has to know that it is over; told once. */
export interface Watcher {
  over(error: BanyanError): void
}

/**
 * The budget of one answer: over by time, or when the shopper has gone. Cheap on purpose, since every request
 * has one and a part of it per side: its timer runs only while somebody watches, timers of one duration share
 * a list in Node, and an AbortSignal is there only for those who ask.
 */
export class Deadline {
  /** Milliseconds on the monotonic clock. */
  readonly endsAt: number
  readonly #watchers: Watcher[] = []
  readonly #parts: Deadline[] = []
  #timer: NodeJS.Timeout | null = null
  #controller: AbortController | null = null
  #error: BanyanError | null = null
  #ended = false

  constructor(budgetMs: number) {
    this.endsAt = performance.now() + budgetMs
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
      const controller = new AbortController()
      this.#controller = controller
      this.watch({ over: (error) => controller.abort(error) })
    }
    return this.#controller.signal
  }

  /**
   * A share of what is left, over at the latest when the whole is over. End it when it is used.
   * @param share 0–1
   */
  part(share: number): Deadline {
    const part = new Deadline(Math.floor(this.remainingMs * share))
    if (this.#error === null) this.#parts.push(part)
    else part.over(this.#error)
    return part
  }

  /** Tells the watcher when it is over; at once where it already is. */
  watch(watcher: Watcher): void {
    if (this.#error !== null) {
      watcher.over(this.#error)
      return
    }
    this.#watchers.push(watcher)
    if (this.#timer === null && !this.#ended)
      this.#timer = setTimeout(expire, Math.ceil(this.remainingMs), this)
  }

  unwatch(watcher: Watcher): void {
    const index = this.#watchers.indexOf(watcher)
    if (index !== -1) this.#watchers.splice(index, 1)
    if (this.#watchers.length === 0) this.#stopTimer()
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
    for (const part of this.#parts) part.over(error)
    for (const watcher of this.#watchers.splice(0)) watcher.over(error)
  }

  /** The answer is there: nothing will be over any more. */
  end(): void {
    this.#ended = true
    this.#stopTimer()
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}

function expire(deadline: Deadline): void {
  deadline.over(new BanyanError('deadline-exceeded'))
}

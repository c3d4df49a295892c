/** Whether this process itself stood still since then; times in milliseconds on the monotonic clock. */
export type StalledSince = (time: number) => boolean

/** So late, a timer tells that nothing of ours ran: a stopped process, a very long turn of the loop. */
const longestHealthyDelayMs = 500
const tickMs = 100
/** Connections that went away meanwhile are found out in the first moments after. */
const aftermathMs = 500

/** The pure part: told of every tick, it remembers when the last stall ended. */
export class OwnStalls {
  #lastTick: number
  #lastEnd = Number.NEGATIVE_INFINITY

  constructor(now: number) {
    this.#lastTick = now
  }

  tick(now: number): void {
    if (now - this.#lastTick > tickMs + longestHealthyDelayMs) this.#lastEnd = now
    this.#lastTick = now
  }

  since(time: number): boolean {
    return time < this.#lastEnd + aftermathMs
  }
}

/** Watches this process's event loop by a timer that keeps nothing alive. */
export function watchOwnStalls(): { readonly since: StalledSince; stop(): void } {
  const stalls = new OwnStalls(performance.now())
  const timer = setInterval(() => stalls.tick(performance.now()), tickMs).unref()
  return { since: (time) => stalls.since(time), stop: () => clearInterval(timer) }
}

// Log lines on their way to a file descriptor. pino's own writer ends the process when the disk is full, and
// then waits for ever while it ends: a façade that neither serves nor dies.
import { write, writeSync } from 'node:fs'

/** So much waits at most while nothing can be written; more is lost, and counted. */
const longestWait = 1_048_576
/** A pipe whose reader is slow says EAGAIN: asked again so often. */
const againMs = 50
/** Who ends waits at most so long for his last lines. */
const flushWithinMs = 1_000

/** One write at a time, in order; never throws, never blocks, whatever the descriptor does. */
export class LineWriter {
  readonly #fd: number
  #waiting = ''
  #chunk: Buffer | null = null
  #lost = 0
  #failing = false
  readonly #onIdle: (() => void)[] = []

  constructor(fd: number) {
    this.#fd = fd
  }

  /** Lines that could not be written since the start. */
  get lost(): number {
    return this.#lost
  }

  /** Whether the last write failed. */
  get failing(): boolean {
    return this.#failing
  }

  /** @param text whole lines */
  write(text: string): void {
    if (this.#waiting.length >= longestWait) {
      this.#lost += linesIn(text)
      return
    }
    this.#waiting += text
    if (this.#chunk === null) this.#next()
  }

  /** Calls back when all is written or lost, or after a second. */
  flush(done: () => void = () => undefined): void {
    if (this.#chunk === null) {
      done()
      return
    }
    const late = setTimeout(done, flushWithinMs)
    this.#onIdle.push(() => {
      clearTimeout(late)
      done()
    })
  }

  /** What still waits, written at once or not at all: for the very end of a process. */
  flushSync(): void {
    const rest = this.#waiting
    this.#waiting = ''
    if (rest === '') return
    try {
      writeSync(this.#fd, rest)
    } catch {
      this.#lost += linesIn(rest)
    }
  }

  #next(): void {
    this.#chunk = Buffer.from(this.#waiting)
    this.#waiting = ''
    this.#put()
  }

  #put(): void {
    const chunk = this.#chunk
    if (chunk === null) return
    write(this.#fd, chunk, (error, written) => {
      if (error?.code === 'EAGAIN' || error?.code === 'EBUSY') setTimeout(() => this.#put(), againMs)
      else if (error) this.#settle(linesIn(chunk.toString()))
      else if (written < chunk.length) {
        this.#chunk = chunk.subarray(written)
        this.#put()
      } else this.#settle(0)
    })
  }

  #settle(lost: number): void {
    this.#failing = lost > 0
    this.#lost += lost
    this.#chunk = null
    if (this.#waiting !== '') this.#next()
    else for (const done of this.#onIdle.splice(0)) done()
  }
}

function linesIn(text: string): number {
  return text.split('\n').length - 1
}

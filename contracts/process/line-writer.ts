// Log lines on their way to a file descriptor. pino's own writer ends the process when the disk is full, and
// then waits for ever while it ends: a façade that neither serves nor dies.
import { fstatSync, write, writeSync } from 'node:fs'

/** So much waits at most while nothing can be written; more is lost, and counted. */
const longestWait = 1_048_576
/** So much goes into a pipe whole: processes that share it do not mix lines. Source: POSIX, PIPE_BUF. */
const atomicBytes = 4_096
/** A pipe whose reader is slow says EAGAIN: asked again so often. */
const againMs = 50
/** Who ends waits at most so long for his last lines. */
const flushWithinMs = 1_000

/** One write at a time, in order; never throws, never blocks, whatever the descriptor does. */
export class LineWriter {
  readonly #fd: number
  readonly #atOnce: number
  #waiting = ''
  #chunk: Buffer | null = null
  #lost = 0
  #failing = false
  readonly #onIdle: (() => void)[] = []

  constructor(fd: number) {
    this.#fd = fd
    this.#atOnce = isPipe(fd) ? atomicBytes : Number.POSITIVE_INFINITY
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
    const end = endOfLines(this.#waiting, this.#atOnce)
    this.#chunk = Buffer.from(this.#waiting.slice(0, end))
    this.#waiting = this.#waiting.slice(end)
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

function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false
  }
}

/** Where the last whole line ends that fits, or the first one, however long. */
function endOfLines(text: string, most: number): number {
  if (text.length <= most) return text.length
  const fits = text.lastIndexOf('\n', most - 1) + 1
  return fits > 0 ? fits : text.indexOf('\n') + 1 || text.length
}

function linesIn(text: string): number {
  return text.split('\n').length - 1
}

import pino, { type DestinationStream } from 'pino'
import type { Logger } from '#contracts/process/log.ts'

/** A line waits at most so long, and at most so many characters wait. */
const longestWaitMs = 250
const fullAt = 32_768

/**
 * The log of answers: lines are joined and handed on by the pageful, since a write for each costs more than
 * all policies together. Its fields are all ours, so nothing has to be redacted. Call its `flush` before the
 * process ends.
 */
export function createAccessLog(level: string, output: DestinationStream): Logger {
  return pino({ level, base: { name: 'access' } }, new LineBatch(output))
}

class LineBatch implements DestinationStream {
  readonly #output: DestinationStream
  #lines = ''
  #timer: NodeJS.Timeout | null = null

  constructor(output: DestinationStream) {
    this.#output = output
  }

  write(line: string): void {
    this.#lines += line
    if (this.#lines.length >= fullAt) this.#handOn()
    else this.#timer ??= setTimeout(() => this.#handOn(), longestWaitMs).unref()
  }

  /** What pino's `flush` calls. */
  flush(done?: () => void): void {
    this.#handOn()
    done?.()
  }

  #handOn(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const lines = this.#lines
    this.#lines = ''
    if (lines !== '') this.#output.write(lines)
  }
}

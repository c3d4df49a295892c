// The chunked transfer coding, read strictly. Source: RFC 9112 §7.1.

const longestLine = 1_024
const longestTrailer = 8_192
const sizeLine = /^([0-9a-f]{1,8})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/i

type State = 'size' | 'data' | 'data-end' | 'trailer' | 'done'

/** Takes a body apart, however its bytes arrive. */
export class ChunkedBody {
  readonly #pieces: Buffer[] = []
  readonly #largest: number
  #state: State = 'size'
  #line = ''
  #left = 0
  #size = 0
  #trailer = 0

  /** @param largest bytes that the whole may have */
  constructor(largest: number) {
    this.#largest = largest
  }

  /** How many of the bytes belong to the body; null: they are no such body, or it is too large. */
  take(bytes: Buffer, from: number, to: number): number | null {
    let at = from
    while (at < to && this.#state !== 'done') {
      const next = this.#state === 'data' ? this.#takeData(bytes, at, to) : this.#takeLine(bytes, at, to)
      if (next === null) return null
      at = next
    }
    return at - from
  }

  get isDone(): boolean {
    return this.#state === 'done'
  }

  /** Whether a refusal was for size, not for form. */
  get isTooLarge(): boolean {
    return this.#size > this.#largest
  }

  whole(): Buffer {
    return Buffer.concat(this.#pieces, this.#size)
  }

  #takeData(bytes: Buffer, from: number, to: number): number {
    const end = Math.min(to, from + this.#left)
    this.#pieces.push(Buffer.from(bytes.subarray(from, end)))
    this.#left -= end - from
    if (this.#left === 0) this.#state = 'data-end'
    return end
  }

  #takeLine(bytes: Buffer, from: number, to: number): number | null {
    const feed = bytes.indexOf(10, from)
    const end = feed === -1 || feed >= to ? to : feed + 1
    this.#line += bytes.toString('latin1', from, end)
    if (this.#line.length > longestLine) return null
    if (!this.#line.endsWith('\n')) return end
    if (!this.#line.endsWith('\r\n')) return null
    const line = this.#line.slice(0, -2)
    this.#line = ''
    return this.#onLine(line) ? end : null
  }

  #onLine(line: string): boolean {
    if (this.#state === 'data-end') {
      this.#state = 'size'
      return line === ''
    }
    if (this.#state === 'trailer') {
      this.#trailer += line.length
      if (line === '') this.#state = 'done'
      return this.#trailer <= longestTrailer
    }
    const size = sizeLine.exec(line)?.[1]
    if (size === undefined) return false
    this.#left = Number.parseInt(size, 16)
    this.#size += this.#left
    this.#state = this.#left === 0 ? 'trailer' : 'data'
    return this.#size <= this.#largest
  }
}

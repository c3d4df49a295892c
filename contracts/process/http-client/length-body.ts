/** A body of a known length, collected as its bytes arrive. */
export class LengthBody {
  readonly #length: number
  readonly #pieces: Buffer[] = []
  #left: number

  constructor(length: number) {
    this.#length = length
    this.#left = length
  }

  /** How many of the bytes belong to the body. */
  take(bytes: Buffer, from: number, to: number): number {
    const end = Math.min(to, from + this.#left)
    // The buffer that was read into is read into again: what is kept must be copied.
    if (end > from) this.#pieces.push(Buffer.from(bytes.subarray(from, end)))
    this.#left -= end - from
    return end - from
  }

  get isDone(): boolean {
    return this.#left === 0
  }

  /** Its length is known before it begins. */
  get isTooLarge(): boolean {
    return false
  }

  whole(): Buffer {
    const [first] = this.#pieces
    return this.#pieces.length === 1 && first !== undefined
      ? first
      : Buffer.concat(this.#pieces, this.#length)
  }
}

/** Places for what lasts: so many in all, a part of them for one client, so that none can take them all. */
export class Places {
  readonly #inAll: number
  readonly #perClient: number
  readonly #taken = new Map<string, number>()
  #count = 0

  /** @param inAll places; one client gets a quarter of them */
  constructor(inAll: number) {
    this.#inAll = inAll
    this.#perClient = Math.max(1, Math.floor(inAll / 4))
  }

  get taken(): number {
    return this.#count
  }

  /** @param address of the client; true: the place is his until he gives it back */
  take(address: string): boolean {
    const his = this.#taken.get(address) ?? 0
    if (this.#count >= this.#inAll || his >= this.#perClient) return false
    this.#count += 1
    this.#taken.set(address, his + 1)
    return true
  }

  give(address: string): void {
    const his = this.#taken.get(address) ?? 0
    if (his === 0) return
    this.#count -= 1
    if (his === 1) this.#taken.delete(address)
    else this.#taken.set(address, his - 1)
  }
}

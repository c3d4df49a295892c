import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export type CrowdSettings = {
  /** Connections that are served now; Infinity: as many as come. Asked now and then while some come. */
  readonly most: () => number
  /** Told of every connection that is turned away. */
  readonly onShed: () => void
}

/** So many more are taken to be told so; beyond them the kernel is left to say it. */
const spare = 32
/** One that is to be turned away has so long to ask. */
const toldWithinMs = 2_000
const askAgainMs = 20
/** From this share on nobody keeps his connection longer than for one answer. */
const crowdedShare = 0.75

/**
 * Clients' connections, no more than there are file descriptors for: without a bound they take those that the
 * sides need, and then every answer is an error. Who comes when it is full is answered with 503 and closed.
 */
export class Crowd {
  readonly #settings: CrowdSettings
  #most: number
  #askedAt = performance.now()
  readonly #shed = new WeakSet<Socket>()
  #open = 0
  #shedding = 0
  #turnedAway = 0

  constructor(settings: CrowdSettings) {
    this.#settings = settings
    this.#most = settings.most()
  }

  /** Counts a server's connections from now on. */
  watch(server: Server): void {
    server.maxConnections = this.#most + spare
    const shed = () => {
      this.#turnedAway += 1
      this.#settings.onShed()
      // Those that wait for nothing make room for those that do.
      server.closeIdleConnections()
    }
    server.on('drop', shed)
    server.on('connection', (socket) => {
      this.#open += 1
      this.#askAgain(server)
      socket.once('close', () => {
        this.#open -= 1
        this.#forget(socket)
      })
      if (this.#open <= this.#most) return
      this.#shed.add(socket)
      this.#shedding += 1
      setTimeout(() => this.#shed.has(socket) && socket.destroy(), toldWithinMs).unref()
      shed()
    })
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#open
  }

  /** Connections turned away so far. */
  get turnedAway(): number {
    return this.#turnedAway
  }

  /** Whether answers should ask their clients to go. */
  get isCrowded(): boolean {
    return this.#open > this.#most * crowdedShare
  }

  /** Whether a connection came when there was no room, and there still is none. */
  hasNoRoomFor(socket: Socket): boolean {
    if (this.#shedding === 0 || !this.#shed.has(socket)) return false
    if (!this.isCrowded) this.#forget(socket)
    return this.#shed.has(socket)
  }

  /** An operator may change what a running process may open. */
  #askAgain(server: Server): void {
    const now = performance.now()
    if (now - this.#askedAt < askAgainMs) return
    this.#askedAt = now
    this.#most = this.#settings.most()
    server.maxConnections = this.#most + spare
  }

  #forget(socket: Socket): void {
    if (this.#shed.delete(socket)) this.#shedding -= 1
  }
}

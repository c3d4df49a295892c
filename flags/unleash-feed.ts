// The connection to a flag server, held by unleash-client's own repository: streamed where the server has
// that, polled where not. What it cannot do by itself is here: to start again where it has given up.
import type { ClientFeaturesResponse } from 'unleash-client'
import repository from 'unleash-client/lib/repository/index.js'
import type { Logger } from '#contracts/process/log.ts'
import { feedMode } from './feed-mode.ts'

const { default: Repository } = repository

export type FeedOptions = {
  /** Base of the Unleash API, e.g. `https://unleash.example/api`. */
  readonly url: string
  readonly token: string
  readonly appName: string
  /** Between two polls, where the server has no stream. */
  readonly refreshIntervalMs: number
  /** No sign of life for so long: connect anew. More than a slow answer takes. */
  readonly silenceMs: number
  readonly log: Logger
  /** Everything the server says; true when it was believed. */
  readonly onAnswer: (answer: ClientFeaturesResponse) => boolean
  /** The server lives and nothing has changed. */
  readonly onUnchanged: () => void
}

export type Feed = { close(): void }

type Connection = InstanceType<typeof Repository>

/** An endless stream of rubbish makes the client reconnect without pause. */
const complaintsPerTick = 20
const longestTickMs = 1_000

/**
 * Feeds until closed. Gives up on nothing: not on 401, not on garbage, not on a server that accepts and is
 * silent.
 */
export function startUnleashFeed(options: FeedOptions): Feed {
  let connection: Connection | null = null
  let signAt = performance.now()
  let complaints = 0

  function end(): void {
    connection?.stop()
    // stop() takes all listeners off; an answer still under way would then throw its error at the process.
    connection?.on('error', () => undefined)
    connection = null
  }
  function complain(said: unknown): void {
    options.log.debug({ said }, 'flag server')
    if (++complaints === complaintsPerTick) end()
  }
  function begin(): void {
    end()
    signAt = performance.now()
    const mine = connect(options, (answer) => {
      if (mine !== connection) return
      if (options.onAnswer(answer)) signAt = performance.now()
    })
    connection = mine
    mine.on('error', complain)
    mine.on('warn', complain)
    mine.on('unchanged', () => {
      signAt = performance.now()
      options.onUnchanged()
    })
    mine.start().catch(complain)
  }

  begin()
  const tickMs = Math.min(longestTickMs, options.silenceMs / 4)
  const ticking = setInterval(() => {
    complaints = 0
    if (performance.now() - signAt > options.silenceMs) begin()
  }, tickMs)
  return {
    close: () => {
      clearInterval(ticking)
      end()
    },
  }
}

function connect(options: FeedOptions, onAnswer: (answer: ClientFeaturesResponse) => void): Connection {
  return new Repository({
    url: options.url.endsWith('/') ? options.url : `${options.url}/`,
    appName: options.appName,
    instanceId: `${options.appName}-${process.pid}`,
    connectionId: crypto.randomUUID(),
    headers: { authorization: options.token },
    refreshInterval: options.refreshIntervalMs,
    timeout: options.silenceMs / 2,
    mode: feedMode(options.url),
    bootstrapProvider: { readBootstrap: async () => undefined },
    // The client hands its store the whole state after every answer, segments included: that is the feed.
    storageProvider: { get: async () => undefined, set: async (_, answer) => onAnswer(answer) },
  })
}

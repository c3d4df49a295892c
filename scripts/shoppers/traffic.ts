// Lets shoppers come to a shop in an open loop until time is up or somebody says stop.
import { setTimeout as pause } from 'node:timers/promises'
import { Agent } from 'undici'
import { type Arrival, arrivals } from './arrivals.ts'
import { createRandom } from './random.ts'
import { requestsPerSession, session } from './session.ts'
import { createVisitor, type ShopperOptions, type Visitor, visit } from './shopper.ts'
import { createTally, type Summary } from './tally.ts'

export type TrafficOptions = {
  readonly url: string
  readonly seed: number
  /** One of both: requests per second on average, or visits per second. */
  readonly rate: { readonly requests: number } | { readonly sessions: number }
  /** Null: until told to stop. */
  readonly seconds: number | null
  /** Size of the crowd that comes back; null: always new ones. */
  readonly visitors: number | null
  readonly pace: number
  readonly signal: AbortSignal
  progress(summary: Summary): void
}

const progressEveryMs = 2_000
const answerWithinMs = 10_000

/** Resolves with what happened, when all shoppers have gone. */
export async function runTraffic(options: TrafficOptions): Promise<Summary> {
  const tally = createTally()
  const begun = performance.now()
  const elapsed = () => (performance.now() - begun) / 1_000
  const timeIsUp = options.seconds === null ? [] : [AbortSignal.timeout(options.seconds * 1_000)]
  const closing = AbortSignal.any([options.signal, ...timeIsUp])
  const connections = new Agent({
    connections: 256,
    headersTimeout: answerWithinMs,
    bodyTimeout: answerWithinMs,
  })
  const ticker = setInterval(() => options.progress(tally.summary(elapsed())), progressEveryMs)
  try {
    await letThemIn(options, { ...options, connections, tally, signal: closing })
    return tally.summary(elapsed())
  } finally {
    clearInterval(ticker)
    await connections.destroy()
  }
}

async function letThemIn(options: TrafficOptions, shopper: ShopperOptions): Promise<void> {
  const { rate } = options
  const closing = shopper.signal
  const perSecond = 'sessions' in rate ? rate.sessions : rate.requests / requestsPerSession
  const crowd = new Map<number, Visitor>()
  const inside = new Set<Promise<void>>()
  const begun = performance.now()
  for (const arrival of arrivals(options.seed, perSecond, options.visitors)) {
    const waitMs = arrival.atMs - (performance.now() - begun)
    if (waitMs > 0) await pause(waitMs, undefined, { signal: closing }).catch(() => undefined)
    if (closing.aborted) break
    const gone = visit(
      session(createRandom(arrival.seed)),
      whoever(arrival, crowd, options.visitors),
      shopper,
    ).finally(() => inside.delete(gone))
    inside.add(gone)
  }
  await Promise.all(inside)
}

/** Those who come once are not remembered: a long run keeps no crowd. */
function whoever(arrival: Arrival, crowd: Map<number, Visitor>, size: number | null): Visitor {
  const visitor = crowd.get(arrival.visitor) ?? createVisitor(arrival.visitor)
  if (size !== null) crowd.set(arrival.visitor, visitor)
  return visitor
}

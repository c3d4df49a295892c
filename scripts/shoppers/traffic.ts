// Lets shoppers come to a shop in an open loop until time is up or somebody says stop.
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { Agent } from 'undici'
import { type Arrival, arrivals, createSchedule, type Schedule } from './arrivals.ts'
import { createRandom } from './random.ts'
import { session } from './session.ts'
import { createVisitor, type ShopperOptions, type Visitor, visit } from './shopper.ts'
import { type Summary, Tally } from './tally.ts'

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
  const tally = new Tally()
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

/** Opens the door whenever fewer visits, or requests, have begun than were due. */
async function letThemIn(options: TrafficOptions, shopper: ShopperOptions): Promise<void> {
  const { rate, seed, visitors } = options
  const { tally } = shopper
  const perSecond = 'sessions' in rate ? rate.sessions : rate.requests
  const begun = () => ('sessions' in rate ? tally.sessions : tally.requests)
  const schedule = createSchedule(seed, perSecond)
  const openedAt = performance.now()
  const crowd = new Map<number, Visitor>()
  const inside = new Set<Promise<void>>()
  for (const arrival of arrivals(seed, visitors)) {
    await untilBehind(schedule, begun, () => performance.now() - openedAt, shopper.signal)
    if (shopper.signal.aborted) break
    const plan = session(createRandom(arrival.seed))
    const gone = visit(plan, whoever(arrival, crowd, visitors), shopper).finally(() => inside.delete(gone))
    inside.add(gone)
  }
  await Promise.all(inside)
}

async function untilBehind(
  schedule: Schedule,
  begun: () => number,
  elapsedMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  // Once round the event loop in any case: a door that is behind must not keep those inside from moving.
  await turn()
  while (!signal.aborted && begun() >= schedule.due(elapsedMs())) {
    const waitMs = Math.max(1, schedule.nextAtMs - elapsedMs())
    await pause(waitMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Those who come once are not remembered: a long run keeps no crowd. */
function whoever(arrival: Arrival, crowd: Map<number, Visitor>, size: number | null): Visitor {
  const visitor = crowd.get(arrival.visitor) ?? createVisitor(arrival.visitor)
  if (size !== null) crowd.set(arrival.visitor, visitor)
  return visitor
}

import type { ClientFeaturesResponse } from 'unleash-client'
import type { Logger } from '#contracts/process/log.ts'
import { acceptFeatures } from './accept-features.ts'
import type { FeatureSet } from './feature.ts'
import { createFlagEvaluation } from './flag-evaluation.ts'
import type { FlagSource, FlagSourceStatus, JourneyFlag } from './flag-source.ts'
import { createLastKnownGood, type Degraded } from './last-known-good.ts'
import { startUnleashFeed } from './unleash-feed.ts'

export type UnleashFlagSourceOptions = {
  /** Base of the Unleash API, e.g. `http://127.0.0.1:8242/api`. */
  readonly url: string
  /** A client (backend) token. */
  readonly token: string
  /** Name under which the server lists this program. */
  readonly appName: string
  /** Folder of the last-known-good; made when missing. */
  readonly directory: string
  readonly log: Logger
  readonly degraded: Degraded
  /** Between two polls, where the server has no stream. */
  readonly refreshIntervalMs?: number
  /** Between two reports of how often each flag was yes and no; 0: none. */
  readonly usageIntervalMs?: number
  /** How long the first answer is waited for before serving from the last-known-good, or from nothing. */
  readonly firstAnswerMs?: number
  /** No sign of life for so long: connect anew. */
  readonly silenceMs?: number
  /** So long after its last sign of life the server counts as connected. */
  readonly freshMs?: number
}

/**
 * Flags of an Unleash server, embedded or real. Resolves within `firstAnswerMs`, whatever the server does.
 */
export async function createUnleashFlagSource(options: UnleashFlagSourceOptions): Promise<FlagSource> {
  const { url, token, appName, log, refreshIntervalMs = 1_000, usageIntervalMs = 60_000 } = options
  const usage = usageIntervalMs > 0 ? { url, token, appName, intervalMs: usageIntervalMs } : null
  const evaluation = createFlagEvaluation(usage, log)
  const store = createLastKnownGood(options.directory, options.degraded)
  const state = new Believed(options, store.read())
  const first = Promise.withResolvers<void>()
  const listeners = new Set<(flags: readonly JourneyFlag[]) => void>()
  if (state.set) evaluation.take(state.set)

  const feed = startUnleashFeed({
    ...{ url, token, appName, refreshIntervalMs, log, silenceMs: options.silenceMs ?? 10_000 },
    onUnchanged: () => state.seen(),
    onAnswer: (answer) => {
      const change = state.take(answer)
      if (change === 'refused') return false
      first.resolve()
      if (change === 'same' || !state.set) return true
      evaluation.take(state.set)
      store.write(state.set)
      tell(listeners, evaluation.flags(), log)
      return true
    },
  })
  await within(first.promise, options.firstAnswerMs ?? 2_000)
  return {
    journey: evaluation.journey,
    isNew: evaluation.isNew,
    status: () => state.status(options.freshMs ?? 3 * Math.max(refreshIntervalMs, 2_000)),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      feed.close()
      evaluation.close()
      listeners.clear()
      await store.close()
    },
  }
}

/** What is believed now, and since when. */
class Believed {
  set: FeatureSet | null
  #origin: FlagSourceStatus['origin']
  #seenAt: { readonly ms: number; readonly time: Date } | null = null
  #content = ''
  #trouble = ''
  readonly #options: Pick<UnleashFlagSourceOptions, 'log' | 'degraded'>

  constructor(options: Pick<UnleashFlagSourceOptions, 'log' | 'degraded'>, set: FeatureSet | null) {
    this.#options = options
    this.set = set
    this.#origin = set ? 'last-known-good' : 'none'
  }

  take(answer: ClientFeaturesResponse): 'changed' | 'same' | 'refused' {
    const content = JSON.stringify([answer.features, answer.segments])
    if (content === this.#content) {
      this.seen()
      return 'same'
    }
    const accepted = acceptFeatures(answer, this.set)
    this.#tell(accepted.kind === 'refused' ? accepted.why : accepted.doubts.join('; '))
    if (accepted.kind === 'refused') return 'refused'
    this.#content = content
    this.set = accepted.set
    this.#origin = 'live'
    this.seen()
    return 'changed'
  }

  seen(): void {
    this.#seenAt = { ms: performance.now(), time: new Date() }
  }

  status(freshMs: number): FlagSourceStatus {
    const seenAt = this.#seenAt
    return {
      origin: this.#origin,
      connected: seenAt !== null && performance.now() - seenAt.ms < freshMs,
      lastSeenAt: seenAt === null ? null : seenAt.time.toISOString(),
    }
  }

  /** Once per trouble, not once per answer. */
  #tell(trouble: string): void {
    if (trouble !== '' && trouble !== this.#trouble) this.#options.degraded('flag server', new Error(trouble))
    this.#trouble = trouble
  }
}

function tell(
  listeners: ReadonlySet<(flags: readonly JourneyFlag[]) => void>,
  flags: readonly JourneyFlag[],
  log: Logger,
): void {
  for (const listener of listeners) {
    try {
      listener(flags)
    } catch (error) {
      log.error({ err: error }, 'a listener to flags threw')
    }
  }
}

async function within(promise: Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, ms)
  await Promise.race([promise, late.promise])
  clearTimeout(timer)
}

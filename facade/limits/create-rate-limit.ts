import { Counter, type Registry } from 'prom-client'
import type { Logger } from '#contracts/process/log.ts'
import type { Degraded } from '../degraded.ts'
import type { RateLimited, RateLimitParts } from '../policies/rate-limit.ts'
import type { Rarely } from '../rarely.ts'
import { ClientLimits, type RateRules } from './client-limits.ts'
import { type CountStore, SharedCounts } from './shared-counts.ts'

export type RateLimitSettings = {
  readonly rules: RateRules
  readonly trustAfterMs: number
  readonly isExempt: (address: string) => boolean
  /** Null: each façade counts by itself. */
  readonly store: CountStore | null
  readonly degraded: Degraded
}

export type RateLimit = RateLimitParts & { close(): Promise<void> }

type Ground = { readonly registry: Registry; readonly log: Logger; readonly rarely: Rarely }

/** Between two rounds in which façades tell each other of hungry clients. */
const roundMs = 1_000

/** Limits on clients as the request path wants them; what is refused is counted, and logged now and then. */
export function createRateLimit(settings: RateLimitSettings | null, ground: Ground): RateLimit | null {
  if (settings === null) return null
  const { registry, log, rarely } = ground
  const { store, degraded, ...rules } = settings
  const shared = store === null ? null : new SharedCounts(store, degraded)
  const limits = new ClientLimits({ ...rules, onHot: shared && ((bucket) => shared.add(bucket)) })
  const timer = shared === null ? null : setInterval(() => void shared.round(), roundMs).unref()
  const refused = new Counter({
    name: 'banyan_rate_limited_total',
    help: 'Requests refused because one client asked too often',
    labelNames: ['class', 'client'],
    registers: [registry],
  })
  return {
    limits,
    now: Date.now,
    onLimited({ class: of, kind }: RateLimited) {
      refused.inc({ class: of, client: kind })
      if (rarely(`rate limit ${kind}`)) log.info({ class: of, client: kind, hint: hints[kind] }, 'rate limit')
    },
    async close() {
      if (timer !== null) clearInterval(timer)
      await shared?.close()
    },
  }
}

const hints = {
  visitor: undefined,
  address: 'if this is a balancer of yours, name it in TRUSTED_PROXIES',
} as const

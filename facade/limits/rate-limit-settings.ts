import { z } from 'zod'
import type { Logger } from '#contracts/process/log.ts'
import { setting } from '#contracts/process/settings.ts'
import type { Degraded } from '../degraded.ts'
import { createIsWithin, isNetwork } from '../http/trusted-proxies.ts'
import { createPostgresCountStore } from './count-store.postgres.ts'
import type { RateLimitSettings } from './create-rate-limit.ts'
import type { BucketRule } from './token-bucket.ts'

const rule = (perSecond: number, burst: number) =>
  z
    .strictObject({ perSecond: z.number().positive().max(1e6), burst: z.number().int().min(2).max(1e7) })
    .default({ perSecond, burst } satisfies BucketRule)

/** Generous: a page of a shop asks some ten times, and behind an address may be a whole company. */
const rules = z.strictObject({
  browse: z.strictObject({ visitor: rule(50, 200), address: rule(1_000, 4_000) }).prefault({}),
  checkout: z.strictObject({ visitor: rule(5, 20), address: rule(100, 400) }).prefault({}),
})

const networks = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().refine(isNetwork, 'must be addresses or CIDRs')))

/** Settings of the limits on clients. */
export const rateLimitSettings = {
  /** Where clients are counted: not at all, in each process by itself, or together in PostgreSQL. */
  RATE_LIMIT_STORE: z.enum(['off', 'memory', 'postgres']).default('memory'),
  /** JSON: class → client → `{perSecond, burst}`; what is left out stays as it is by default. */
  RATE_LIMITS: setting.json(rules).default(rules.parse({})),
  /** So old an id must be before its visitor counts for himself. */
  RATE_LIMIT_TRUST_SECONDS: z.coerce.number().int().min(0).max(31_536_000).default(600),
  /** Addresses that are not counted, CIDRs by comma. */
  RATE_LIMIT_EXEMPT: networks.default(['127.0.0.0/8', '::1']),
}

type Given = z.infer<z.ZodObject<typeof rateLimitSettings>> & { readonly DATABASE_URL: string }
type Ground = { readonly log: Logger; readonly degraded: Degraded }

/** What the settings say about limits on clients; null: there are none. */
export function openRateLimit(given: Given, { log, degraded }: Ground): RateLimitSettings | null {
  const { RATE_LIMIT_STORE: store } = given
  if (store === 'off') return null
  return {
    rules: given.RATE_LIMITS,
    trustAfterMs: given.RATE_LIMIT_TRUST_SECONDS * 1_000,
    isExempt: createIsWithin(given.RATE_LIMIT_EXEMPT),
    store: store === 'postgres' ? createPostgresCountStore(given.DATABASE_URL, log) : null,
    degraded,
  }
}

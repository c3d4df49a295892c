import { LRUCache } from 'lru-cache'
import type { Priority } from '#contracts/operations.ts'
import { addressKey } from './address-key.ts'
import { type BucketRule, TokenBucket } from './token-bucket.ts'

/** Visitors are counted each for himself; an address for all that comes from it. */
export type ClientKind = 'visitor' | 'address'

export type RateRules = { readonly [Class in Priority]: { readonly [Kind in ClientKind]: BucketRule } }

export type ClientLimitsSettings = {
  readonly rules: RateRules
  /** So old an id must be before its visitor is more than a stranger, milliseconds. */
  readonly trustAfterMs: number
  /** Addresses that say nothing about who asks: loopback, a proxy beside us. */
  readonly isExempt: (address: string) => boolean
  /** Told of each bucket of which so much was taken that other façades should know; null: there are none. */
  readonly onHot: ((bucket: ClientBucket) => void) | null
}

export type Asking = {
  readonly address: string
  readonly visitorId: string
  /** When the visitor's id was minted, milliseconds since 1970; null: nobody knows. */
  readonly visitorSince: number | null
  readonly class: Priority
}

export type Now = { readonly monotonicMs: number; readonly epochMs: number }

/** What a client has left by the narrowest of the limits that he is under. */
export type Verdict = {
  readonly allowed: boolean
  readonly kind: ClientKind
  readonly rule: BucketRule
  readonly remaining: number
  readonly waitMs: number
  readonly fullInMs: number
}

/** A client's bucket for one class of operations, by a name that tells it from all others. */
export class ClientBucket extends TokenBucket {
  readonly name: string
  readonly rule: BucketRule
  isHot = false

  constructor(name: string, rule: BucketRule) {
    super()
    this.name = name
    this.rule = rule
  }
}

/** Clients that are remembered, of each kind and class; who is forgotten has a full bucket. */
const remembered = 50_000
/** Strangers may not take this share of an address's bucket: it is for visitors known behind it. */
const keptForKnown = 0.5

/**
 * Who may ask how often. Every request takes from its address's bucket; one of a visitor whose id is signed
 * and not of today takes from his own, too. Strangers, new ones at every request if they like, share the half
 * of what their address has.
 */
export class ClientLimits {
  readonly #settings: ClientLimitsSettings
  readonly #buckets: { readonly [Class in Priority]: { readonly [Kind in ClientKind]: Buckets } }
  readonly #onHot: ((bucket: ClientBucket) => void) | null
  readonly #addresses = new LRUCache<string, string>({ max: remembered })

  constructor(settings: ClientLimitsSettings) {
    this.#settings = settings
    this.#onHot = settings.onHot
    const both = (of: Priority) => ({
      visitor: new Buckets(`${of} visitor`, settings.rules[of].visitor),
      address: new Buckets(`${of} address`, settings.rules[of].address),
    })
    this.#buckets = { checkout: both('checkout'), browse: both('browse') }
  }

  /** Takes what a request costs. Null: it is under no limit. */
  take(asking: Asking, now: Now): Verdict | null {
    const buckets = this.#buckets[asking.class]
    const known = this.#isKnown(asking, now)
    const key = this.#keyOf(asking.address)
    if (key !== '') {
      const bucket = buckets.address.of(key)
      const reserve = known ? 0 : bucket.rule.burst * keptForKnown
      const verdict = this.#takeFrom(bucket, 'address', { now: now.monotonicMs, reserve })
      if (!known || !verdict.allowed) return verdict
    }
    if (!known) return null
    return this.#takeFrom(buckets.visitor.of(asking.visitorId), 'visitor', {
      now: now.monotonicMs,
      reserve: 0,
    })
  }

  #isKnown({ visitorSince }: Asking, { epochMs }: Now): boolean {
    return visitorSince !== null && epochMs - visitorSince >= this.#settings.trustAfterMs
  }

  /** What an address is counted as; empty where it is not. */
  #keyOf(address: string): string {
    const known = this.#addresses.get(address)
    if (known !== undefined) return known
    const key = this.#settings.isExempt(address) ? '' : addressKey(address)
    this.#addresses.set(address, key)
    return key
  }

  #takeFrom(
    bucket: ClientBucket,
    kind: ClientKind,
    { now, reserve }: { now: number; reserve: number },
  ): Verdict {
    const { rule } = bucket
    const allowed = bucket.take(now, rule, reserve)
    // One of sixteen façades would see so much of a client who has all that he may have.
    if (this.#onHot !== null && !bucket.isHot && bucket.spent * 16 >= rule.perSecond) {
      bucket.isHot = true
      this.#onHot(bucket)
    }
    return {
      allowed,
      kind,
      rule,
      remaining: bucket.remaining(now, rule, reserve),
      waitMs: bucket.waitMs(now, rule, reserve),
      fullInMs: bucket.fullInMs(now),
    }
  }
}

class Buckets {
  readonly #name: string
  readonly #rule: BucketRule
  readonly #of = new LRUCache<string, ClientBucket>({ max: remembered })

  constructor(name: string, rule: BucketRule) {
    this.#name = name
    this.#rule = rule
  }

  of(key: string): ClientBucket {
    const known = this.#of.get(key)
    if (known !== undefined) return known
    const bucket = new ClientBucket(`${this.#name} ${key}`, this.#rule)
    this.#of.set(key, bucket)
    return bucket
  }
}

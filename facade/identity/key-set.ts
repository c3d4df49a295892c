import { createLocalJWKSet, type JWSHeaderParameters, type LocalJWKSet } from 'jose'
import { BanyanError } from '#contracts/errors.ts'
import { usableKeys } from './usable-keys.ts'

/** A key, and the revision of the set that it was found in. */
export type VerificationKey = { readonly key: Awaited<ReturnType<LocalJWKSet>>; readonly revision: number }

export type KeySetOptions = {
  /** The keys as published: JSON, or null where it cannot be had. Never rejects. */
  readonly fetch: () => Promise<unknown>
  /** Told of each fetch; `refused`: an answer that is not believed. */
  readonly onFetched: (result: 'believed' | 'refused' | 'failed') => void
  /** Milliseconds on the monotonic clock. */
  readonly now: () => number
}

/** An unknown key id may ask for new keys so often, whatever it is sent. */
export const cooldownMs = 30_000
/** While there is no key at all, the shop's customers wait for one. */
const coldCooldownMs = 5_000
/** Older keys are asked for again, in the background. */
const freshMs = 10 * 60_000
/** A provider that is away so long may have withdrawn them. */
const usableMs = 24 * 3_600_000

type Held = { readonly find: LocalJWKSet; readonly content: string; readonly fetchedAt: number }

/**
 * The identity provider's keys. The last believed ones serve while it is away; one that is not known asks for
 * them anew, but rarely; an answer without a usable key changes nothing.
 */
export class KeySet {
  readonly #options: KeySetOptions
  #held: Held | null = null
  #askedAt = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | null = null
  #away = false
  #revision = 0

  constructor(options: KeySetOptions) {
    this.#options = options
  }

  /** Changes when the keys do: what was verified before has to be verified again. Asks when they are old. */
  get revision(): number {
    if (this.#age() > freshMs && this.#mayAsk()) void this.ask()
    return this.#revision
  }

  /**
   * The key that a token names, null where there is none (or several).
   * @throws BanyanError `unavailable` while nobody can tell
   */
  async find(header: JWSHeaderParameters): Promise<VerificationKey | null> {
    if (this.#age() > usableMs && this.#mayAsk()) await this.ask()
    const known = await this.#lookUp(header)
    if (known !== null) return known
    if (this.#mayAsk()) await this.ask()
    const found = await this.#lookUp(header)
    if (found === null && this.#away) throw away()
    return found
  }

  /** Asks for the keys now; several at once ask once. */
  ask(): Promise<void> {
    this.#asking ??= this.#fetch().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  #age(): number {
    return this.#held === null ? Number.POSITIVE_INFINITY : this.#options.now() - this.#held.fetchedAt
  }

  #mayAsk(): boolean {
    if (this.#asking !== null) return true
    const pause = this.#held === null ? coldCooldownMs : cooldownMs
    return this.#options.now() - this.#askedAt >= pause
  }

  async #lookUp(header: JWSHeaderParameters): Promise<VerificationKey | null> {
    if (this.#held === null || this.#age() > usableMs) throw away()
    const revision = this.#revision
    try {
      return { key: await this.#held.find(header), revision }
    } catch {
      return null
    }
  }

  async #fetch(): Promise<void> {
    const { fetch, now, onFetched } = this.#options
    this.#askedAt = now()
    const answer = await fetch()
    const keys = answer === null ? [] : await usableKeys(answer)
    this.#away = keys.length === 0
    if (this.#away) {
      onFetched(answer === null ? 'failed' : 'refused')
      return
    }
    onFetched('believed')
    const content = JSON.stringify(keys)
    if (content !== this.#held?.content) this.#revision += 1
    this.#held = { find: createLocalJWKSet({ keys }), content, fetchedAt: now() }
  }
}

function away(): BanyanError {
  const detail = 'The identity provider’s keys cannot be had'
  return new BanyanError('unavailable', { detail, retryAfterSeconds: cooldownMs / 1000 })
}

import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { BanyanError } from '#contracts/errors.ts'
import type { Customer } from '../exchange.ts'
import type { KeySet } from './key-set.ts'
import { type TokenFlaw, type TokenRules, tokenFlaw } from './token-flaw.ts'

export type TokenVerifierOptions = TokenRules & {
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly keys: Pick<KeySet, 'find' | 'revision'>
  /** Told why a token was not believed. */
  readonly onRefused: (flaw: TokenFlaw) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
}

type Remembered = {
  readonly customer: Customer
  readonly from: number
  readonly until: number
  readonly revision: number
}

/** Clocks of two houses differ by so much at most. */
const leewaySeconds = 60
const remembered = 10_000
/** OpenID Connect Core §2 on `sub`. */
const subject = /^[\x20-\x7e]{1,255}$/

class UnknownKey extends Error {}

/** Says who a token speaks for. A token that was believed once costs no signature until it expires. */
export class TokenVerifier {
  readonly #options: TokenVerifierOptions
  readonly #known = new LRUCache<string, Remembered>({ max: remembered })

  constructor(options: TokenVerifierOptions) {
    this.#options = options
  }

  /** Whoever this token has already proved to be, as long as its time and the keys allow; else null. */
  recall(token: string): Customer | null {
    const found = this.#known.get(token)
    if (found === undefined) return null
    const now = this.#options.now() / 1000
    if (now >= found.from && now < found.until && found.revision === this.#options.keys.revision) {
      return found.customer
    }
    this.#known.delete(token)
    return null
  }

  /** @throws BanyanError `invalid-token`; `unavailable` while there are no keys */
  async verify(token: string): Promise<Customer> {
    const flaw = tokenFlaw(token, this.#options)
    if (flaw !== null) throw this.#refusal(flaw)
    let payload: JWTPayload
    let revision = 0
    try {
      const keyOf: JWTVerifyGetKey = async (header) => {
        const found = await this.#keyOf(header)
        revision = found.revision
        return found.key
      }
      payload = (await jwtVerify(token, keyOf, this.#demands())).payload
    } catch (thrown) {
      if (thrown instanceof BanyanError) throw thrown
      throw this.#refusal(flawOf(thrown))
    }
    const customer = customerOf(payload)
    if (customer === null) throw this.#refusal('claims')
    const from = (payload.nbf ?? 0) - leewaySeconds
    const until = (payload.exp ?? 0) + leewaySeconds
    this.#known.set(token, { customer, from, until, revision })
    return customer
  }

  #demands(): JWTVerifyOptions {
    const { algorithms, issuer, audiences, now } = this.#options
    return {
      algorithms: [...algorithms],
      issuer,
      audience: [...audiences],
      clockTolerance: leewaySeconds,
      currentDate: new Date(now()),
      requiredClaims: ['exp', 'sub'],
    }
  }

  async #keyOf(header: Parameters<KeySet['find']>[0]) {
    const key = await this.#options.keys.find(header)
    if (key === null) throw new UnknownKey()
    return key
  }

  /** Its cause stays here: an error of the library carries the claims. */
  #refusal(flaw: TokenFlaw): BanyanError {
    this.#options.onRefused(flaw)
    const expired = flaw === 'expired' ? ', error_description="expired"' : ''
    return new BanyanError('invalid-token', {
      headers: { 'www-authenticate': `Bearer realm="banyan", error="invalid_token"${expired}` },
    })
  }
}

const claimFlaws: { readonly [claim: string]: TokenFlaw } = { iss: 'issuer', aud: 'audience', nbf: 'early' }

function flawOf(thrown: unknown): TokenFlaw {
  if (thrown instanceof UnknownKey) return 'key'
  if (thrown instanceof errors.JWTExpired) return 'expired'
  if (thrown instanceof errors.JWTClaimValidationFailed) return claimFlaws[thrown.claim] ?? 'claims'
  if (thrown instanceof errors.JWTInvalid) return 'claims'
  return thrown instanceof errors.JWSSignatureVerificationFailed ? 'signature' : 'malformed'
}

function customerOf({ sub, scope, scp }: JWTPayload): Customer | null {
  if (typeof sub !== 'string' || !subject.test(sub)) return null
  return { subject: sub, scopes: [...words(scope), ...words(scp)] }
}

/** Scopes by RFC 8693 §4.2 are one text; some providers send a list. */
function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '')
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : []
}

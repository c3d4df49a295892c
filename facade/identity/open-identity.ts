import { Counter, type Registry } from 'prom-client'
import { fetchKeys } from './fetch-keys.ts'
import type { IdentitySettings } from './identity-settings.ts'
import { KeySet } from './key-set.ts'
import { TokenVerifier } from './token-verifier.ts'

/** What believes the tokens of the shop's identity provider; null where none is set. */
export function openIdentity(settings: IdentitySettings, registry: Registry): TokenVerifier | null {
  const { OIDC_ISSUER: issuer, OIDC_JWKS_URL: url } = settings
  if (issuer === undefined || url === undefined) return null
  const fetched = new Counter({
    name: 'banyan_identity_keys_fetched_total',
    help: "Fetches of the identity provider's keys; refused: an answer that is not believed",
    labelNames: ['result'],
    registers: [registry],
  })
  const refused = new Counter({
    name: 'banyan_tokens_refused_total',
    help: "Customers' tokens that were not believed, by what was wrong with them",
    labelNames: ['flaw'],
    registers: [registry],
  })
  const keys = new KeySet({
    fetch: () => fetchKeys(url),
    onFetched: (result) => fetched.inc({ result }),
    now: () => performance.now(),
  })
  // The first customer need not wait for it.
  void keys.ask()
  return new TokenVerifier({
    issuer,
    audiences: settings.OIDC_AUDIENCE,
    algorithms: settings.OIDC_ALGORITHMS,
    types: settings.OIDC_TOKEN_TYPES,
    keys,
    onRefused: (flaw) => refused.inc({ flaw }),
    now: Date.now,
  })
}

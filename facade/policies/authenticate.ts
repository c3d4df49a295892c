import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import type { Authentication } from '#contracts/operations.ts'
import type { Authenticated, Customer, Timed } from '../exchange.ts'
import { presentedToken } from '../identity/bearer-token.ts'
import type { TokenVerifier } from '../identity/token-verifier.ts'
import type { Policy } from '../policy.ts'
import { failure, type Reply } from '../reply.ts'

export type Tokens = Pick<TokenVerifier, 'recall' | 'verify'>

/**
 * Who calls an operation that wants to know: by a token that is verified, once. A token that is not believed
 * is refused also where it might have been left out.
 * @param tokens null where no identity provider is set: then such operations are `unavailable`
 */
export function authenticate(tokens: Tokens | null): Policy<Timed, Authenticated> {
  return (exchange, next) => {
    const { authentication } = exchange.operation
    if (authentication === null) return next({ ...exchange, customer: null })
    const presented = presentedToken(exchange.headers.authorization)
    if (presented.kind === 'nothing' && !authentication.required) return next({ ...exchange, customer: null })
    if (presented.kind !== 'token') return refused(missing())
    if (tokens === null) return refused(new BanyanError('unavailable'))
    const known = tokens.recall(presented.token)
    if (known !== null) return admit(known, authentication, exchange, next)
    return exchange.deadline.race(tokens.verify(presented.token)).then(
      (customer) => admit(customer, authentication, exchange, next),
      (thrown: unknown) => failure(asBanyanError(thrown)),
    )
  }
}

function admit(
  customer: Customer,
  { scopes }: Authentication,
  exchange: Timed,
  next: (exchange: Authenticated) => Promise<Reply>,
): Promise<Reply> {
  if (scopes.every((scope) => customer.scopes.includes(scope))) return next({ ...exchange, customer })
  const challenge = `Bearer realm="banyan", error="insufficient_scope", scope="${scopes.join(' ')}"`
  return refused(new BanyanError('forbidden', { headers: { 'www-authenticate': challenge } }))
}

function missing(): BanyanError {
  return new BanyanError('unauthenticated', { headers: { 'www-authenticate': 'Bearer realm="banyan"' } })
}

function refused(error: BanyanError): Promise<Reply> {
  return Promise.resolve(failure(error))
}

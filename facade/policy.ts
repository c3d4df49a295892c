import type { Reply } from './reply.ts'

/** The rest of the path, from the place where a policy stands. */
export type Next<Known> = (exchange: Known) => Promise<Reply>

/**
 * One step of the request path: what it needs to know, and what is known behind it. It answers by itself or
 * hands on an exchange and returns the reply, changed or not. Expected failures are replies (`failure`),
 * never rejections.
 */
export type Policy<Needs, Gives = Needs> = (exchange: Needs, next: Next<Gives>) => Promise<Reply>

type AnyPolicy = Policy<never, unknown>
type Needs<P> = P extends (exchange: infer Known, next: never) => Promise<Reply> ? Known : never
type Gives<P> = P extends (exchange: never, next: Next<infer Known>) => Promise<Reply> ? Known : never

/** What stands before what it needs does not compile, and the message names it. */
type InOrder<Path> = Path extends readonly [infer Outer, infer Inner, ...infer Rest]
  ? Gives<Outer> extends Needs<Inner>
    ? InOrder<readonly [Inner, ...Rest]>
    : { readonly 'this policy stands before what it needs': Inner }
  : unknown

/** A policy that is switched off: it is left out of the path, and costs nothing. */
export function passOn<Known>(exchange: Known, next: Next<Known>): Promise<Reply> {
  return next(exchange)
}

/** Chains policies, outermost first, once at start: a request makes no closure of its own. */
export function compose<const Path extends readonly [AnyPolicy, ...AnyPolicy[]]>(
  path: Path & InOrder<Path>,
): Next<Needs<Path[0]>> {
  const policies = path as readonly unknown[] as readonly Policy<unknown>[]
  return policies
    .filter((policy) => policy !== passOn)
    .reduceRight<Next<unknown>>(
      (next, policy) => (exchange) => policy(exchange, next),
      () => Promise.reject(new Error('The last policy of a path must answer')),
    )
}

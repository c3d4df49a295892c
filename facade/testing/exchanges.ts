// Exchanges for tests of policies: an ordinary request for a product, but for what a test names.
import { type OperationId, operationById } from '#contracts/operations.ts'
import { Deadline } from '../deadline.ts'
import type { Arrived, Authenticated, Decided, Identified, Timed, Valid, Visited } from '../exchange.ts'
import type { Next } from '../policy.ts'
import { type Reply, success } from '../reply.ts'
import { aFlag } from './facts.ts'

export function anOperation(id: OperationId) {
  const operation = operationById.get(id)
  if (operation === undefined) throw new Error(`no operation ${id}`)
  return operation
}

export function arrived(change: Partial<Arrived> = {}): Arrived {
  return {
    operation: anOperation('getProduct'),
    method: 'GET',
    path: '/v1/products/laptop',
    pathParameters: { key: 'laptop' },
    query: '',
    headers: {},
    arrivedAt: performance.now(),
    shopper: { onGone: () => undefined },
    client: {
      ...{ address: '127.0.0.1', protocol: 'http', host: 'shop.example' },
      forwardedFor: '127.0.0.1',
    },
    ...change,
  }
}

export function identified(change: Partial<Identified> = {}): Identified {
  const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), flags: '01', state: null }
  return { ...arrived(), requestId: 'request-1', trace, ...change }
}

export function timed(change: Partial<Timed> = {}): Timed {
  return { ...identified(), deadline: new Deadline(3_000), ...change }
}

export function authenticated(change: Partial<Authenticated> = {}): Authenticated {
  return { ...timed(), customer: null, ...change }
}

export function visited(change: Partial<Visited> = {}): Visited {
  return {
    ...authenticated(),
    visitor: { id: 'AAAAAAAAAAAAAAAAAAAAAA', newToken: null, since: null },
    ...change,
  }
}

export function valid(change: Partial<Valid> = {}): Valid {
  const context = { channel: 'default', country: 'US', currency: 'USD', locale: 'en' }
  return { ...visited(), input: { key: 'laptop', by: 'slug' }, context, ...change }
}

export function decided(change: Partial<Decided> = {}): Decided {
  const decision = { side: 'new', reason: 'percentage', flag: aFlag(), fallbackSide: 'legacy' } as const
  return { ...valid(), decision, ...change }
}

/** The rest of a path: keeps what it was given, and answers each time with the next of the replies. */
export type Rest<Known> = Next<Known> & { readonly seen: readonly Known[] }

export function answering<Known>(...replies: readonly Reply[]): Rest<Known> {
  const seen: Known[] = []
  const next = (exchange: Known) => {
    seen.push(exchange)
    const reply = replies[Math.min(seen.length, replies.length) - 1]
    return Promise.resolve(reply ?? anAnswer())
  }
  return Object.assign(next, { seen })
}

/** A success of the new side. */
export function anAnswer(): Reply {
  return success({ kind: 'json', value: { slug: 'laptop' } }, decided().decision, 5)
}

/** The value of a header in a reply, undefined where it is not there. */
export function header(reply: Reply, name: string): string | undefined {
  const index = reply.headers.indexOf(name)
  return index === -1 ? undefined : reply.headers[index + 1]
}

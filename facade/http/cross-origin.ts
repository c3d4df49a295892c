import { contextHeaders } from '#contracts/call-context.ts'
import { testerHeader } from '#contracts/tester-token.ts'
import { visitorHeader } from '#contracts/visitor-token.ts'
import type { Headers } from '../reply.ts'

/** Which web origins may read the answers: listed ones, or on the embedded system any on this machine. */
export type AllowOrigin = (origin: string) => boolean

const loopback = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/

/** Never a wildcard: the answers depend on a cookie. @param origins `https://shop.example` … */
export function createAllowOrigin(origins: readonly string[], alsoLoopback: boolean): AllowOrigin {
  const listed = new Set(origins)
  return (origin) => listed.has(origin) || (alsoLoopback && loopback.test(origin))
}

const readable = [
  visitorHeader,
  'x-request-id',
  'etag',
  'cache-status',
  'x-banyan-side',
  'x-banyan-reason',
  'server-timing',
  'retry-after',
  'www-authenticate',
]
const sendable = [
  ...Object.values(contextHeaders).filter((name) => name !== contextHeaders.locale),
  ...[
    visitorHeader,
    testerHeader,
    'authorization',
    'content-type',
    'traceparent',
    'tracestate',
    'x-request-id',
  ],
]
const preflightSeconds = 600

/**
 * Headers that let a web page of that origin read the answer.
 * Source: https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function crossOriginHeaders(origin: string, allow: AllowOrigin): Headers {
  if (!allow(origin)) return ['vary', 'Origin']
  return [
    ...['vary', 'Origin'],
    ...['access-control-allow-origin', origin],
    ...['access-control-allow-credentials', 'true'],
    ...['access-control-expose-headers', readable.join(', ')],
  ]
}

/** What a preflight is told on top of that. @param methods those of the path */
export function preflightHeaders(methods: readonly string[]): Headers {
  return [
    ...['access-control-allow-methods', methods.join(', ')],
    ...['access-control-allow-headers', sendable.join(', ')],
    ...['access-control-max-age', String(preflightSeconds)],
  ]
}

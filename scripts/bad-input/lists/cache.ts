// Poisoning and deceiving the cache: an attacker asks first, in every odd way, a side that repeats all that
// it is given; then a shopper asks plainly for the same thing. Nothing of the attacker's may be answered.
import { createMemoryInvalidations } from '#facade/cache/invalidations.memory.ts'
import { aProduct } from '#facade/testing/sample-answers.ts'
import { json } from '#facade/testing/tiny-upstream.ts'
import type { Attempt, BadInputList, Target } from '../bad-input-list.ts'
import { type Edge, head, sendRaw, startEdge } from '../edge.ts'

const canary = 'brought-by-an-attacker'

const headers: readonly string[] = [
  ...['x-forwarded-host', 'x-forwarded-scheme', 'x-forwarded-proto', 'x-forwarded-prefix', 'x-forwarded-for'],
  ...[
    'x-original-url',
    'x-rewrite-url',
    'x-host',
    'x-http-method-override',
    'x-method-override',
    'forwarded',
  ],
  ...[
    'user-agent',
    'accept',
    'accept-encoding',
    'cookie',
    'authorization',
    'origin',
    'referer',
    'range',
    'via',
  ],
  ...['x-request-id', 'tracestate', 'pragma', 'cache-control', 'content-type', 'if-modified-since', 'te'],
  ...['banyan-visitor', 'banyan-side', 'banyan-deadline-ms', 'x-banyan-side', 'x-api-key', 'true-client-ip'],
]

const trace = `traceparent: 00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`

/** Targets that are not the product's, but may look like it to a careless cache. */
const lookAlikes: readonly string[] = [
  ...[
    '/x.css',
    '.css',
    ';x.css',
    '%2Fx.css',
    '%3Fx.css',
    '%23x.css',
    '%00.css',
    '%0A.css',
    '/..%2fx.css',
    '/',
  ],
  ...[
    '?x=1',
    '?by=slug&x=1',
    '?by=slug;x=1',
    '?utm_source=x',
    '?key=x',
    '?by=sku',
    '?locale=de',
    '?country=DE',
  ],
]

const get = (path: string) => head(`GET ${path}`, 'Host: shop.example')

/** @param attack the attacker's bytes for a path */
function poisoning(edge: Edge, what: string, attack: (path: string) => string): Attempt {
  return {
    what,
    send: async () => {
      const path = freshPath()
      const first = await sendRaw(edge.port, attack(path))
      const [victim, next] = [await sendRaw(edge.port, get(path)), await sendRaw(edge.port, get(path))]
      if (victim.status !== 200) return `the shopper gets ${victim.status} after ${first.status}`
      if (JSON.stringify([victim, next]).includes(canary)) return `the shopper gets ${victim.body}`
      return next.headers['cache-status']?.includes('hit') ? null : 'it is not kept for the shopper'
    },
  }
}

/** A shopper's own answer must not be what others get under another name. */
function deceiving(edge: Edge, tail: string): Attempt {
  return {
    what: `a target ending in ${tail}`,
    send: async () => {
      const path = freshPath()
      const plain = await sendRaw(edge.port, get(path))
      const odd = await sendRaw(edge.port, get(path + tail))
      if (odd.headers['cache-status']?.includes('hit')) return 'it is answered as the plain one'
      if (!/private|no-store/.test(odd.headers['cache-control'] ?? '')) return 'others may keep it'
      return odd.body === plain.body ? 'it is the same answer' : null
    },
  }
}

let made = 0
const freshPath = () => `/v1/products/p${++made}`

async function start(): Promise<Target> {
  const edge = await startEdge({
    cache: { bytes: 8 * 1024 ** 2, invalidations: createMemoryInvalidations(), suiteChanges: null },
  })
  edge.flags.set('catalog', { percent: 100 })
  edge.upstream.answer = (req, res) => {
    const description = JSON.stringify([req.method, req.url, req.rawHeaders])
    json({ ...aProduct('new'), description })(req, res)
  }
  const withLines = (...lines: string[]) => {
    return (path: string) => head(`GET ${path}`, 'Host: shop.example', ...lines)
  }
  const body = JSON.stringify({ key: canary })
  const fat = withLines('Content-Type: application/json', `Content-Length: ${body.length}`)
  const attempts = [
    ...headers.map((name) => poisoning(edge, name, withLines(trace, `${name}: ${canary}`))),
    ...headers.map((name) =>
      poisoning(edge, `${name} in Connection`, withLines(trace, `Connection: ${name}`, `${name}: ${canary}`)),
    ),
    poisoning(edge, 'another Host', (path) => head(`GET ${path}`, `Host: ${canary}.example`)),
    poisoning(edge, 'a whole URL', (path) => head(`GET http://${canary}.example${path}`, 'Host: a')),
    poisoning(edge, 'a body (fat GET)', (path) => fat(path) + body),
    poisoning(edge, 'a chunked body', (path) => `${withLines('Transfer-Encoding: chunked')(path)}0\r\n\r\n`),
    poisoning(edge, 'HEAD', (path) => head(`HEAD ${path}`, 'Host: a', `x-evil: ${canary}`)),
    poisoning(edge, 'POST', (path) => head(`POST ${path}`, 'Host: a', 'Content-Length: 0')),
    poisoning(edge, 'an unknown parameter', (path) => get(`${path}?x=${canary}`)),
    poisoning(edge, 'a cloaked parameter', (path) => get(`${path}?by=slug;x=${canary}`)),
    poisoning(edge, 'a parameter twice', (path) => get(`${path}?by=slug&by=${canary}`)),
    poisoning(edge, 'a fragment', (path) => get(`${path}#${canary}`)),
    ...lookAlikes.map((tail) => deceiving(edge, tail)),
  ]
  return {
    control: async () => {
      const path = freshPath()
      await sendRaw(edge.port, get(path))
      return (await sendRaw(edge.port, get(path))).headers['cache-status']?.includes('hit') === true
    },
    attempts,
    stop: () => edge.stop(),
  }
}

export const cachePoisoning: BadInputList = { name: 'cache', start }

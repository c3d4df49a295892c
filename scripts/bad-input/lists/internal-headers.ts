// Headers that only Banyan, or a proxy that is trusted, may write: sent by a client in every way that might
// bring them past the façade, none may reach a side with the client's value.
import type { Attempt, BadInputList, Target } from '../bad-input-list.ts'
import { type Edge, head, sendRaw, startEdge } from '../edge.ts'

const canary = 'spoofed-by-a-client'

/** Thirty names: ours, forwarding headers, and what suites and frameworks take for either. */
const names: readonly string[] = [
  ...[
    'banyan-visitor',
    'banyan-tester',
    'banyan-channel',
    'banyan-country',
    'banyan-currency',
    'banyan-locale',
  ],
  ...[
    'banyan-deadline-ms',
    'banyan-customer',
    'banyan-side',
    'x-banyan-side',
    'x-banyan-reason',
    'x-banyan-anything',
  ],
  ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-prefix'],
  ...['x-forwarded-server', 'x-forwarded-user', 'forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip'],
  ...[
    'cf-connecting-ip',
    'x-original-url',
    'x-rewrite-url',
    'x-original-host',
    'x-host',
    'proxy-authorization',
    'te',
  ],
]

/** What a client's own credentials are for: they go to the suite's own API, never to an operation's side. */
const onlyForOperations: readonly string[] = ['authorization', 'cookie', 'vendure-token', 'x-api-key']

const capitals = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())

/** Six ways to send one header. */
const ways: { readonly [way: string]: (name: string) => readonly string[] } = {
  plainly: (name) => [`${name}: ${canary}`],
  'in capitals': (name) => [`${capitals(name)}: ${canary}`],
  twice: (name) => [`${name}: ${canary}`, `${name}: ${canary}-2`],
  'with underscores': (name) => [`${name.replaceAll('-', '_')}: ${canary}`],
  'listed in Connection': (name) => [`Connection: close, ${name}`, `${name}: ${canary}`],
  'behind a list of others': (name) => [
    ...Array.from({ length: 50 }, (_, n) => `x-${n}: 1`),
    `${name}: a, ${canary}`,
  ],
}

type Place = { readonly what: string; readonly side: 'legacy' | 'new'; readonly line: string }

const operationsPlaces: readonly Place[] = [
  { what: 'new side', side: 'new', line: 'GET /v1/products/laptop' },
  { what: 'suite, adapter', side: 'legacy', line: 'GET /v1/products/laptop' },
]
const passthroughPlace: Place = { what: 'suite, passthrough', side: 'legacy', line: 'GET /shop-api/x' }

function attempt(edge: Edge, place: Place, [name, way]: readonly [string, string]): Attempt {
  return {
    what: `${name} ${way}, ${place.what}`,
    send: async () => {
      edge.flags.set('catalog', { percent: place.side === 'new' ? 100 : 0 })
      edge.reached()
      const lines = ways[way]?.(name) ?? []
      const { status } = await sendRaw(edge.port, head(place.line, 'Host: shop.example', ...lines))
      const reached = edge.reached().join('\n')
      if (reached.includes(canary)) return `it reached the side: ${reached}`
      return reached === '' && status < 400 ? `no side was asked, status ${status}` : null
    },
  }
}

const cross = (list: readonly string[]) =>
  list.flatMap((name) => Object.keys(ways).map((way): readonly [string, string] => [name, way]))

async function start(): Promise<Target> {
  const edge = await startEdge()
  const attempts = [...operationsPlaces, passthroughPlace].flatMap((place) =>
    cross(names).map((header) => attempt(edge, place, header)),
  )
  for (const place of operationsPlaces) {
    attempts.push(...cross(onlyForOperations).map((header) => attempt(edge, place, header)))
  }
  const good = head('GET /shop-api/x', 'Host: shop.example', `x-storefront: ${canary}`)
  return {
    control: async () => {
      edge.reached()
      await sendRaw(edge.port, good)
      return edge.reached().join().includes(`x-storefront: ${canary}`)
    },
    attempts,
    stop: () => edge.stop(),
  }
}

export const internalHeaders: BadInputList = { name: 'internal headers', start }

// Request targets that two readers could take for two places.
import type { Attempt, BadInputList, Target } from '../bad-input-list.ts'
import { type Edge, head, refusedAtTheEdge, sendRaw, startEdge } from '../edge.ts'

/** How the way out of a folder, or a slash, may be spelt; each is put between two segments. */
const ways: readonly string[] = [
  ...['/../', '/./', '//', '/..;/', '/;/', '/.;/', '/..;x=1/', '/%2e%2e/', '/%2E%2E/', '/.%2e/', '/%2e./'],
  ...[
    '/%2e/',
    '/..%2f',
    '/%2e%2e%2f',
    '/..%5c',
    '/%2e%2e%5c',
    '/..\\',
    '\\..\\',
    '/%5c../',
    '\\',
    '%5c',
    '%2f',
  ],
  ...['/%252e%252e/', '/%252e%252e%252f', '/..%252f', '/%25252e%25252e/', '/%25%32%65%25%32%65/', '/..%255c'],
  ...['/%c0%ae%c0%ae/', '/..%c0%af', '/..%c1%9c', '/%e0%80%ae%e0%80%ae/', '/..%e0%80%af', '/..%f0%80%80%af'],
  ...['/..%ef%bc%8f', '/%ef%bc%8e%ef%bc%8e/', '/%u002e%u002e/', '/..%u2216', '/%uff0e%uff0e/'],
  ...['/..%00/', '/%00../', '/..%0d%0a/', '/..%09/', '/..%20%0a/', '/%2e%2e;/', '/%2e%2e%3b/', '/..%3b/'],
]

/** What else may be wrong with a target; `P` stands for the prefix. */
const forms: readonly string[] = [
  ...[
    'http://shop.example P',
    'http://evil.example P',
    'https://user:pass@evil.example P',
    'evil.example:443',
  ],
  ...[
    'P%00',
    'P%00.html',
    'P%0d%0aX-Evil:%201',
    'P%zz',
    'P%',
    'P%2',
    'P%c0%af',
    'P%ed%a0%80',
    'P%ff',
    'P%1b[31m',
  ],
  ...[
    'P\t',
    'P\u0001',
    'P\u00e9',
    'P\u007f',
    `P${'/a'.repeat(5_000)}`,
    '//evil.example P',
    '/\\evil.example P',
  ],
]

const at = (prefix: string) => (form: string) => form.replace(' P', prefix).replace('P', prefix)

/** Those that no reading takes out of the suite's own API: it may judge them by itself. */
const harmlessWithin = new Set(['//', '/./', '/;/', '/.;/', '%2f', '/%2e/'])

function attemptsAt(edge: Edge, targets: readonly string[]): Attempt[] {
  return targets.map((target) => ({
    what: JSON.stringify(target.slice(0, 80)),
    send: () => refusedAtTheEdge(edge, head(`GET ${target}`, 'Host: shop.example')),
  }))
}

/** Full-width letters are letters like any other in the contract's own keys. */
const isLetter = (way: string) => way.includes('%ef%bc')

async function startContract(): Promise<Target> {
  const edge = await startEdge()
  edge.flags.set('catalog', { percent: 100 })
  const targets = [
    ...ways
      .filter((way) => !isLetter(way))
      .flatMap((way) => [`/v1/products${way}laptop`, `/v1${way}products/laptop`]),
    ...forms.map(at('/v1/products/laptop')),
    ...[
      '/v1/PRODUCTS',
      '/V1/products',
      '/v1',
      '/v1/',
      '/v1/admin',
      '/v1/__proto__',
      '/v1/products/a/b',
    ].slice(3),
  ]
  const good = head('GET /v1/products/laptop', 'Host: shop.example')
  return {
    control: async () => (await sendRaw(edge.port, good)).status === 200,
    attempts: attemptsAt(edge, targets),
    stop: () => edge.stop(),
  }
}

async function startPassthrough(): Promise<Target> {
  const edge = await startEdge()
  const targets = [
    ...ways.filter((way) => !harmlessWithin.has(way)).map((way) => `/shop-api${way}admin-api`),
    ...ways.filter((way) => !harmlessWithin.has(way)).map((way) => `/shop-api/x${way}../../admin-api`),
    ...forms.map(at('/shop-api')),
    ...[
      '/admin-api',
      '/SHOP-API/x',
      '/shop-apix',
      '/shop-api;/x',
      '/shop-api.',
      '/Shop-Api',
      '/shop%2dapi/x',
    ],
    ...[
      '/%73hop-api',
      '//shop-api',
      '/./shop-api',
      '/x/../shop-api',
      '/.//shop-api',
      '/shop-api%2fx',
      '/admin-api/shop-api',
    ],
  ]
  const good = head('GET /shop-api/a%2Fb?x=../..', 'Host: shop.example')
  return {
    control: async () => (await sendRaw(edge.port, good)).status === 200,
    attempts: attemptsAt(edge, targets),
    stop: () => edge.stop(),
  }
}

/** Header lines that name no host, several, or something that is none. */
const hostLines: readonly (readonly string[])[] = [
  ...[
    [],
    ['Host:'],
    ['Host: '],
    ['Host: a.example', 'Host: b.example'],
    ['Host: a.example', 'host: a.example'],
  ],
  ...[['Host: a.example, b.example'], ['Host: a.example b.example'], ['Host: user@a.example'], ['Host: :80']],
  ...[['Host: user:pass@a.example'], ['Host: a.example/x'], ['Host: a.example/../x'], ['Host: a.example?x']],
  ...[['Host: a.example#x'], ['Host: a.example:http'], ['Host: a.example:-1'], ['Host: a.example:808080']],
  ...[['Host: a.example:80:80'], ['Host: http://a.example'], ['Host: a.example\\x'], ['Host: a_%00.example']],
  ...[
    ['Host: [::1'],
    ['Host: ::1'],
    ['Host: [::1]x'],
    ['Host: [zz]'],
    ['Host: <script>'],
    ['Host: a.example;b'],
  ],
  ...[
    ['Host: "a.example"'],
    ["Host: a'b"],
    ['Host: $x'],
    ['Host: *'],
    ['Host: a.example\u00e9'],
    ['Host:\ta b'],
  ],
  ...[
    ['Host: a.example\u0000'],
    ['Host : a.example'],
    [' Host: a.example'],
    ['Host: a.example', ' b.example'],
  ],
]

/** Only one Host, well-formed; `METHOD target` lines that belong to proxies or servers as a whole. */
async function startHosts(): Promise<Target> {
  const edge = await startEdge()
  const places = ['/v1/products/laptop', '/shop-api/x']
  const attempts = places.flatMap((place) =>
    hostLines.map((lines) => ({
      what: `${place} ${JSON.stringify(lines)}`,
      send: () => refusedAtTheEdge(edge, head(`GET ${place}`, ...lines)),
    })),
  )
  const lines = [
    'GET *',
    'POST *',
    'CONNECT evil.example:443',
    'CONNECT /shop-api',
    'TRACE *',
    'GET',
    'GET /shop-api x',
  ]
  for (const line of lines) {
    attempts.push({ what: line, send: () => refusedAtTheEdge(edge, head(line, 'Host: shop.example')) })
  }
  const good = head('GET /shop-api/x', 'Host: shop.example:8080')
  return {
    control: async () => (await sendRaw(edge.port, good)).status === 200,
    attempts,
    stop: () => edge.stop(),
  }
}

/** A façade that knows its names. */
async function startAllowedHosts(): Promise<Target> {
  const edge = await startEdge({ allowedHosts: ['shop.example'] })
  const names = [
    'evil.example',
    'shop.example.evil.example',
    'xshop.example',
    'shop.example.',
    '127.0.0.1',
    '[::1]',
  ]
  const attempts = ['/v1/products/laptop', '/shop-api/x', '/docs', '/'].flatMap((place) =>
    names.map((name) => ({
      what: `${place} at ${name}`,
      send: () => refusedAtTheEdge(edge, head(`GET ${place}`, `Host: ${name}`)),
    })),
  )
  const good = head('GET /shop-api/x', 'Host: SHOP.example:8080')
  return {
    control: async () => (await sendRaw(edge.port, good)).status === 200,
    attempts,
    stop: () => edge.stop(),
  }
}

export const contractTargets: BadInputList = { name: 'targets, contract', start: startContract }
export const passthroughTargets: BadInputList = { name: 'targets, passthrough', start: startPassthrough }
export const hosts: BadInputList = { name: 'hosts', start: startHosts }
export const allowedHosts: BadInputList = { name: 'allowed hosts', start: startAllowedHosts }

// What a client or a suite might use to write a line, a header or a property of its own somewhere.
import type { Attempt, BadInputList, Target } from '../bad-input-list.ts'
import { type Edge, head, refusedAtTheEdge, sendRaw, startEdge } from '../edge.ts'

const host = 'Host: shop.example'

/** Header lines that a parser might take for two, or for none. */
const headerLines: readonly string[] = [
  ...[
    'x: a\nx-evil: 1',
    'x: a\rx-evil: 1',
    'x: a\u0000b',
    'x: a\r\n x-evil: 1',
    'x : a',
    ': a',
    'x\u0000: a',
    'x\ty: a',
  ],
  ...[
    'content-length: 5, 6',
    'content-length: +5',
    'content-length: 0x5',
    'content-length: -1',
    'content-length: 5x',
  ],
  ...['content-length: 1\r\ncontent-length: 2', 'content-length: 5\r\ntransfer-encoding: chunked'],
  ...[
    'transfer-encoding: chunked, identity',
    'transfer-encoding: xchunked',
    'transfer-encoding: \u000bchunked',
  ],
  ...[
    'transfer-encoding: chunked\r\ntransfer-encoding: identity',
    'transfer-encoding: identity, chunked, identity',
  ],
  ...[
    `x: ${'a'.repeat(20_000)}`,
    `${'x'.repeat(20_000)}: a`,
    Array.from({ length: 3_000 }, (_, n) => `h${n}: 1`).join('\r\n'),
  ],
]

/** Values that would become another line, or move a terminal’s cursor, where they are written as they are. */
const lineBreakers: readonly string[] = [
  ...[
    '%0a{"level":50,"msg":"forged"}',
    '%0d%0a{"msg":"forged"}',
    '%1b[2Jforged',
    '%e2%80%a8forged',
    '%00forged',
  ],
  ...['%22,%22level%22:50,%22forged%22:%22', '%c2%85forged', '%7fforged', '%08%08%08forged'],
]

const prototypeNames: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    '__proto__[polluted]',
    '__proto__.polluted',
    'constructor[prototype][polluted]',
  ],
  ...[
    'constructor.prototype.polluted',
    '__defineGetter__',
    'hasOwnProperty',
    'toString',
    'valueOf',
    '__lookupSetter__',
  ],
]

const isPolluted = () => 'polluted' in {} || Object.hasOwn(Object.prototype, 'admin')

function logAttempts(edge: Edge): Attempt[] {
  const lines = (value: string): readonly string[] => {
    const decoded = decodeURIComponent(value.replaceAll('%c2%85', '\u0085'))
    return [
      head(`GET /v1/products?category=${value}`, host),
      head(`GET /v1/products/x?${value}=1`, host),
      head('GET /v1/products/laptop', host, `x-request-id: aaaaaaaa${decoded.replaceAll(/[\r\n\0]/g, '')}`),
      head('GET /v1/products/laptop', host, `traceparent: 00-${decoded.replaceAll(/[\r\n\0]/g, '')}`),
      head(`GET /shop-api?q=${value}`, host),
      head(`GET /docs?${value}`, host),
    ]
  }
  return lineBreakers.flatMap((value) =>
    lines(value).map((bytes, place) => ({
      what: `log: ${value} at ${place}`,
      send: async () => {
        edge.logged()
        const { headers } = await sendRaw(edge.port, bytes)
        if ('forged' in headers || 'msg' in headers)
          return `in a header of the answer: ${JSON.stringify(headers)}`
        return forgedLine(edge.logged())
      },
    })),
  )
}

/** Control characters, and what else ends a line. */
const controls = /[\p{Cc}\u2028\u2029]/u

function forgedLine(text: string): string | null {
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const entry: unknown = JSON.parse(line)
    const forged = typeof entry === 'object' && entry !== null && ('forged' in entry || !('time' in entry))
    if (forged || controls.test(line)) return `logged as ${line}`
  }
  return null
}

function prototypeAttempts(edge: Edge): Attempt[] {
  const bytes = prototypeNames.flatMap((name) => [
    head(`GET /v1/products?${name}=polluted`, host),
    head(`GET /v1/search?q=a&${encodeURIComponent(name)}=polluted`, host),
    head(`GET /v1/products/${name.replaceAll(/[[\].]/g, '-')}?by=${name}`, host),
  ])
  const attempts = bytes.map((request) => ({
    what: `prototype: ${request.split('\r\n')[0]}`,
    send: async () => (isPolluted() ? 'polluted' : await refusedAtTheEdge(edge, request)),
  }))
  const headers = [
    '__proto__: polluted',
    'constructor: polluted',
    'cookie: __proto__=polluted; constructor=x',
  ]
  return [
    ...attempts,
    ...headers.map((line) => ({
      what: `prototype: ${line}`,
      send: async () => {
        const { status } = await sendRaw(edge.port, head('GET /v1/products/laptop', host, line))
        return isPolluted() || status !== 200 ? `status ${status}` : null
      },
    })),
  ]
}

async function start(): Promise<Target> {
  const edge = await startEdge()
  edge.flags.set('catalog', { percent: 100 })
  const places = ['GET /v1/products/laptop', 'POST /shop-api/x']
  const framing = places.flatMap((place) =>
    headerLines.map((lines) => ({
      what: `header: ${JSON.stringify(lines.slice(0, 60))} at ${place}`,
      send: () => refusedAtTheEdge(edge, `${head(place, host, lines)}0\r\n\r\n`),
    })),
  )
  return {
    control: async () =>
      (await sendRaw(edge.port, head('GET /v1/products/laptop', host, 'x: a'))).status === 200,
    attempts: [...framing, ...logAttempts(edge), ...prototypeAttempts(edge)],
    stop: () => edge.stop(),
  }
}

export const injection: BadInputList = { name: 'injection', start }

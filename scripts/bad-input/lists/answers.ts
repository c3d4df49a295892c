// What a side may answer to harm the façade or the next shopper: by both sides and the passthrough.
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { aProduct } from '#facade/testing/sample-answers.ts'
import { asTester } from '#facade/testing/start-facade.ts'
import { type Answer, json, type TinyUpstream } from '#facade/testing/tiny-upstream.ts'
import type { Attempt, BadInputList, Target } from '../bad-input-list.ts'
import { type Edge, head, sendRaw, startEdge } from '../edge.ts'

type Bytes = string | Buffer

const evil = 'evil-of-a-side'
const sound = JSON.stringify(aProduct(evil))
const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
const sized = (body: Bytes, lines = '') =>
  Buffer.concat([
    Buffer.from(`${ok}${lines}Content-Length: ${body.length}\r\n\r\n`, 'latin1'),
    Buffer.from(body as string),
  ])
const chunked = (chunks: string) => `${ok}Transfer-Encoding: chunked\r\n\r\n${chunks}`
const hex = sound.length.toString(16)

/** Answers that no side may give to an operation; none may reach a shopper as a success. */
const broken: { readonly [what: string]: Bytes } = {
  'two lengths': `${ok}Content-Length: ${sound.length}\r\nContent-Length: 5\r\n\r\n${sound}`,
  'a list of lengths': `${ok}Content-Length: ${sound.length}, 5\r\n\r\n${sound}`,
  'a negative length': `${ok}Content-Length: -1\r\n\r\n${sound}`,
  'a length with a sign': `${ok}Content-Length: +${sound.length}\r\n\r\n${sound}`,
  'a length in hex': `${ok}Content-Length: 0x${hex}\r\n\r\n${sound}`,
  'a length of twenty digits': `${ok}Content-Length: 99999999999999999999\r\n\r\n${sound}`,
  'length and chunks': chunked(`${hex}\r\n${sound}\r\n0\r\n\r\n`).replace(
    '\r\nT',
    '\r\nContent-Length: 5\r\nT',
  ),
  'a coding that nobody knows': `${ok}Transfer-Encoding: xchunked\r\n\r\n${sound}`,
  'chunks, then more': `${ok}Transfer-Encoding: chunked, identity\r\n\r\n${hex}\r\n${sound}\r\n0\r\n\r\n`,
  'a chunk size that is none': chunked(`xyz\r\n${sound}\r\n0\r\n\r\n`),
  'a negative chunk': chunked(`-1\r\n${sound}\r\n0\r\n\r\n`),
  'a chunk of 2^64': chunked(`10000000000000000\r\n${sound}`),
  'a chunk that is longer than it says': chunked(`5\r\n${sound}\r\n0\r\n\r\n`),
  'a chunk size ended by a bare line feed': chunked(`${hex}\n${sound}\r\n0\r\n\r\n`),
  'a chunk extension of 1 MB': chunked(`${hex};${'x'.repeat(1_000_000)}\r\n${sound}\r\n0\r\n\r\n`),
  'cut within the body': `${ok}Content-Length: ${sound.length + 10}\r\n\r\n${sound}`,
  'cut within a chunk': chunked(`${hex}\r\n${sound.slice(0, 20)}`),
  'no last chunk': chunked(`${hex}\r\n${sound}\r\n`),
  'a status of four digits': sized(sound).toString().replace('200', '2000'),
  'a status of two digits': sized(sound).toString().replace('200', '20'),
  'status 999': sized(sound).toString().replace('200', '999'),
  'status 000': sized(sound).toString().replace('200', '000'),
  'another protocol': sized(sound).toString().replace('HTTP/1.1', 'HTTX/1.1'),
  'HTTP/2 in words': sized(sound).toString().replace('HTTP/1.1', 'HTTP/2.0'),
  'no status line': `Content-Type: application/json\r\n\r\n${sound}`,
  'HTTP/0.9': sound,
  garbage: Buffer.alloc(2_000, 0xfe),
  'a TLS alert': Buffer.from([0x15, 3, 3, 0, 2, 2, 40]),
  nothing: '',
  'a header of 128 KiB': sized(sound, `X: ${'x'.repeat(131_072)}\r\n`),
  'ten thousand headers': sized(sound, 'X: x\r\n'.repeat(10_000)),
  'a null byte in a header': sized(sound, 'X: a\u0000b\r\n'),
  'a header without a name': sized(sound, ': a\r\n'),
  'a space before the colon': sized(sound, 'X : a\r\n'),
  'an upgrade that nobody asked for':
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
  'only interim answers': 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(1_000),
  'a redirect': 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n',
  'compressed, unasked': sized(gzipSync(sound), 'Content-Encoding: gzip\r\n'),
  'a bomb in gzip': sized(gzipSync(Buffer.alloc(30_000_000, '0')), 'Content-Encoding: gzip\r\n'),
  'a bomb in brotli': sized(brotliCompressSync(Buffer.alloc(5_000_000, '0')), 'Content-Encoding: br\r\n'),
  'twelve megabytes': sized(`["${'x'.repeat(12 * 2 ** 20)}"]`),
  '100,000 levels': sized('['.repeat(100_000)),
  'another shape': sized('{"__proto__":{"polluted":1}}'),
  HTML: sized('<html></html>').toString().replace('application/json', 'text/html'),
}

/** Heads of the suite that might become two, or another's, at the client of the passthrough. */
const splitting: { readonly [what: string]: string } = {
  'Location with a line feed': 'Location: /a\nX-Evil: 1\r\n',
  'Location with a carriage return': 'Location: /a\rX-Evil: 1\r\n',
  'Location with an encoded line break': 'Location: /a%0d%0aX-Evil:%201\r\n',
  'Location with line breaks beyond ASCII': 'Location: /a\u010a\u010dX-Evil: 1\r\n',
  'Set-Cookie with a line feed': 'Set-Cookie: a=b\nX-Evil: 1\r\n',
  'Set-Cookie with a carriage return': 'Set-Cookie: a=b\rX-Evil: 1\r\n',
  'Set-Cookie with a null byte': 'Set-Cookie: a=b\u0000; X-Evil: 1\r\n',
  'Set-Cookie in the façade’s name': 'Set-Cookie: banyan-visitor=x.y; Path=/\r\n',
  'a header folded over two lines': 'X: a\r\n X-Evil: 1\r\n',
  'a name with a space': 'X-Evil : 1\r\n',
  'a header of ours': 'X-Banyan-Side: evil\r\nBanyan-Visitor: evil\r\n',
  'two lengths': 'Content-Length: 2\r\nContent-Length: 40\r\n',
  'a connection header that lists others': 'Connection: close, content-type, x-evil\r\nX-Evil: 1\r\n',
}

const say =
  (bytes: Bytes): Answer =>
  (_req, res) =>
    void res.socket?.end(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)

const laptop = head('GET /v1/products/laptop', 'Host: shop.example', ...testerLines('new'))
const fromSuite = head('GET /v1/products/laptop', 'Host: shop.example', ...testerLines('legacy'))

function testerLines(side: 'legacy' | 'new'): string[] {
  return Object.entries(asTester({ side })).map(([name, value]) => `${name}: ${value}`)
}

/** An edge of its own for each: a side that fails often rests, and would be asked nothing. */
async function alone<T>(use: (edge: Edge) => Promise<T>, validateShare = 1): Promise<T> {
  const edge = await startEdge({ validateShare })
  try {
    return await use(edge)
  } finally {
    await edge.stop()
  }
}

type Way = { readonly what: string; readonly request: string; readonly side: (edge: Edge) => TinyUpstream }

const ways: readonly Way[] = [
  { what: 'new side', request: laptop, side: (edge) => edge.upstream },
  { what: 'suite', request: fromSuite, side: (edge) => edge.suite },
]

/** Those that only a look at the content finds: a share of all answers is looked at. */
const content = new Set(['twelve megabytes', '100,000 levels', 'another shape'])

function brokenAttempt(way: Way, what: string, bytes: Bytes): Attempt {
  const validateShare = content.has(what) ? 1 : 0
  return {
    what: `${way.what}: ${what}`,
    send: () =>
      alone(async (edge) => {
        // Nobody makes good what the suite spoils.
        if (way.what === 'suite') edge.upstream.answer = json({}, 500)
        const side = way.side(edge)
        side.answer = say(bytes)
        const { status, headers, body } = await sendRaw(edge.port, way.request)
        if (side.requests.length === 0) return 'the side was not asked'
        if (body.includes(evil) || 'x-evil' in headers) return `it came through: ${status}`
        if ('polluted' in {}) return 'polluted'
        return status >= 500 && headers['content-type'] === 'application/problem+json'
          ? null
          : `status ${status}`
      }, validateShare),
  }
}

/** One answer more than was asked for: the next shopper must not get it. */
function poisonAttempt(way: Way): Attempt {
  return {
    what: `${way.what}: an answer that nobody asked for`,
    send: () =>
      alone(async (edge) => {
        const side = way.side(edge)
        const mine = sized(JSON.stringify(aProduct('mine')))
        side.answer = (_req, res) => void res.socket?.write(Buffer.concat([mine, sized(sound)]))
        await sendRaw(edge.port, way.request)
        side.answer = json(aProduct('next'))
        for (let n = 0; n < 5; n++) {
          const { body } = await sendRaw(edge.port, way.request)
          if (body.includes(evil)) return 'the next shopper got it'
        }
        return null
      }),
  }
}

function splittingAttempt(what: string, lines: string): Attempt {
  return {
    what: `passthrough: ${what}`,
    send: () =>
      alone(async (edge) => {
        edge.suite.answer = say(
          `HTTP/1.1 302 Found\r\nContent-Type: text/plain\r\n${lines}Connection: close\r\n\r\nok`,
        )
        const { status, headers } = await sendRaw(edge.port, head('GET /shop-api/x', 'Host: shop.example'))
        if (edge.suite.requests.length === 0) return 'the suite was not asked'
        const evilHeader = Object.entries(headers).find(
          ([name, value]) => name === 'x-evil' || /[\r\n\0]/.test(value),
        )
        if (evilHeader !== undefined) return `a header of its own: ${evilHeader.join(': ')}, status ${status}`
        if ('x-banyan-side' in headers || 'banyan-visitor' in headers) return 'in our name'
        return headers['set-cookie']?.startsWith('banyan-') ? 'a cookie in our name' : null
      }),
  }
}

async function start(): Promise<Target> {
  return {
    control: () =>
      alone(async (edge) => {
        edge.upstream.answer = say(sized(sound))
        const { status, body } = await sendRaw(edge.port, laptop)
        return status === 200 && body.includes(evil)
      }),
    attempts: [
      ...ways.flatMap((way) =>
        Object.entries(broken).map(([what, bytes]) => brokenAttempt(way, what, bytes)),
      ),
      ...ways.map(poisonAttempt),
      ...Object.entries(splitting).map(([what, lines]) => splittingAttempt(what, lines)),
    ],
    stop: async () => undefined,
  }
}

export const answers: BadInputList = { name: 'answers of sides', start }

// Personal data that clients and sides send: none may be found in what Banyan writes by itself: logs (at
// their most talkative), metrics, events.
import type { EventSink } from '#facade/events/event-sink.ts'
import { raw } from '#facade/testing/tiny-upstream.ts'
import type { Attempt, BadInputList, Target } from '../bad-input-list.ts'
import { canaries, spellings } from '../canaries.ts'
import { type Edge, head, sendRaw, startEdge } from '../edge.ts'

export const seed = 20_260_301
const host = 'Host: shop.example'

type Carrier = (canary: string, edge: Edge) => string

const encoded = (canary: string) => encodeURIComponent(canary)
const post = (canary: string) => {
  const body = JSON.stringify({ email: canary, [canary]: canary })
  const lines = ['content-type: application/json', `content-length: ${body.length}`]
  return head('POST /shop-api/x', host, ...lines) + body
}

/** An answer of the side that holds it, sound or not; whatever becomes of it. */
const answered =
  (answer: (canary: string) => string): Carrier =>
  (canary, edge) => {
    const body = answer(canary)
    const lines = ['HTTP/1.1 200 OK', 'Content-Type: application/json', 'Connection: close']
    const length = `Content-Length: ${Buffer.byteLength(body)}`
    edge.upstream.answer = raw([...lines, length, '', body].join('\r\n'))
    return head('GET /v1/products/laptop', host)
  }

/** Where a client may put it, and what a side may answer. */
const carriers: { readonly [where: string]: Carrier } = {
  'what is searched': (canary) => head(`GET /v1/search?q=${encoded(canary)}`, host),
  'what is typed': (canary) => head(`GET /v1/suggest?q=${encoded(canary)}`, host),
  'a query that is refused': (canary) => head(`GET /v1/products?sort=${encoded(canary)}`, host),
  'the name of a parameter': (canary) => head(`GET /v1/products?${encoded(canary)}=1`, host),
  'a query of the passthrough': (canary) => head(`GET /shop-api/x?email=${encoded(canary)}`, host),
  'a path of the passthrough': (canary) => head(`GET /shop-api/customers/${encoded(canary)}`, host),
  'an unknown path': (canary) => head(`GET /${encoded(canary)}`, host),
  'an unknown path of the contract': (canary) => head(`GET /v1/${encoded(canary)}/x`, host),
  'a target that is refused': (canary) => head(`GET /v1/%00${encoded(canary)}`, host),
  'a header': (canary) => head('GET /v1/products/laptop', host, `x-customer: ${canary}`),
  'User-Agent and Referer': (canary) =>
    head(
      'GET /v1/products/laptop',
      host,
      `user-agent: ${canary}`,
      `referer: https://shop.example/?${canary}`,
    ),
  'a cookie': (canary) =>
    head('GET /v1/products/laptop', host, `cookie: email=${encoded(canary)}; ${encoded(canary)}=1`),
  credentials: (canary) =>
    head(
      'GET /v1/products/laptop',
      host,
      `authorization: Basic ${Buffer.from(canary).toString('base64')} ${canary}`,
    ),
  'a visitor’s token': (canary) => head('GET /v1/products/laptop', host, `banyan-visitor: ${canary}`),
  'a tester’s token': (canary) => head('GET /v1/products/laptop', host, `banyan-tester: ${canary}`),
  'the context': (canary) =>
    head('GET /v1/products/laptop', host, `banyan-channel: ${canary}`, `banyan-country: ${canary}`),
  'the trace': (canary) =>
    head('GET /v1/products/laptop', host, `traceparent: ${canary}`, `tracestate: a=${canary}`),
  'the host': (canary) => head('GET /v1/products/laptop', `Host: ${canary}`),
  'the origin': (canary) => head('GET /v1/products/laptop', host, `origin: https://${canary}`),
  'forwarding headers': (canary) =>
    head('GET /shop-api/x', host, `x-forwarded-for: ${canary}`, `forwarded: for="${canary}"`),
  'a body of the passthrough': post,
  'a body that nobody wants': (canary) =>
    `${head('GET /v1/products/laptop', host, `content-length: ${canary.length}`)}${canary}`,
  'a broken request': (canary) => `GET /v1/products ${canary}\r\nHost: shop.example\r\n\r\n`,
  'an answer that is no JSON': answered((canary) => canary),
  'an answer that is broken JSON': answered((canary) => `{"slug":"${canary}`),
  'an answer that breaks the contract': answered((canary) => JSON.stringify({ email: canary, [canary]: 1 })),
  'an answer that quotes it': answered((canary) => `{"slug": ${canary}}`),
}

const where = Object.keys(carriers)

/** Sends one canary by every carrier; what the façade has written since is then read. */
export async function sendEverywhere(edge: Edge, canary: string): Promise<void> {
  for (const place of where) {
    edge.flags.set('catalog', { percent: 100 })
    // A broken answer may close the connection; a refused request has no answer worth reading.
    await sendRaw(edge.port, carriers[place]?.(canary, edge) ?? '').catch(() => undefined)
  }
}

/** Where a canary was found. */
export function foundIn(canary: string, texts: { readonly [what: string]: string }): string | null {
  for (const [what, text] of Object.entries(texts)) {
    const spelling = spellings(canary).find((one) => text.includes(one))
    if (spelling !== undefined) {
      const at = text.indexOf(spelling)
      return `in ${what}: … ${text.slice(Math.max(0, at - 120), at + 60)}`
    }
  }
  return null
}

async function start(): Promise<Target> {
  const events: unknown[] = []
  const sink: EventSink = { emit: (event) => void events.push(event) }
  const edge = await startEdge({ sink, summaryWindowMs: 100 })
  const attempts: Attempt[] = canaries(50, seed).map((canary) => ({
    what: canary,
    send: async () => {
      edge.logged()
      await sendEverywhere(edge, canary)
      const texts = {
        logs: edge.logged(),
        metrics: await edge.registry.metrics(),
        events: JSON.stringify(events),
      }
      if (texts.logs === '' || events.length === 0) return 'nothing was written at all'
      return foundIn(canary, texts)
    },
  }))
  return {
    // What the suite's own API is sent does reach the suite, where it belongs.
    control: async () => {
      edge.reached()
      await sendRaw(edge.port, head('GET /shop-api/x?email=canary', host))
      return edge.reached().join().includes('email=canary')
    },
    attempts,
    stop: () => edge.stop(),
  }
}

export const personalData: BadInputList = { name: 'personal data', start }

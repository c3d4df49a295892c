// A whole façade between stand-ins that write down all that reaches them: the suite behind the real adapter
// and the passthrough, the new side behind the relay.
import { PassThrough } from 'node:stream'
import pino from 'pino'
import { createAdapter } from '#adapters/registry.ts'
import { bundledMarkets } from '#contracts/markets.ts'
import { discreet } from '#contracts/process/log.ts'
import { createFront } from '#facade/front/front.ts'
import { rawRequest } from '#facade/testing/raw-request.ts'
import { aProduct } from '#facade/testing/sample-answers.ts'
import { type FacadeInTest, startFacade } from '#facade/testing/start-facade.ts'
import { json, startTinyUpstream, type TinyUpstream } from '#facade/testing/tiny-upstream.ts'

type FacadeParts = NonNullable<Parameters<typeof startFacade>[0]>

export type Edge = FacadeInTest & {
  readonly suite: TinyUpstream
  /** Head lines of all requests that reached the suite or the new side since it was last asked. */
  reached(): readonly string[]
  /** What has been logged since it was last asked. */
  logged(): string
}

type FrontParts = Pick<Parameters<typeof createFront>[0], 'suiteHook'>

/** @param change how this façade differs, and its front */
export async function startEdge(change: FacadeParts = {}, frontChange: FrontParts = {}): Promise<Edge> {
  const suite = await startTinyUpstream(json({ data: {} }))
  const adapter = createAdapter('vendure', { baseUrl: suite.url, markets: bundledMarkets, options: {} })
  const { log, logged } = recordingLog()
  const facade = await startFacade({
    legacyHandlers: adapter.operations,
    log,
    accessLog: log,
    ...change,
    ...frontParts(),
  })

  function frontParts(): FacadeParts {
    if (change.front !== undefined) return {}
    return {
      front: (req, res) => front(req, res),
      passthroughPrefixes: adapter.passthrough.map((p) => p.prefix),
    }
  }

  const { registry } = facade
  const { passthrough } = adapter
  const front = createFront({
    passthrough,
    legacyUrl: suite.url,
    registry,
    log,
    accessLog: log,
    ...frontChange,
  })
  facade.upstream.answer = json(aProduct('new'))
  let [suiteSeen, newSeen] = [0, 0]
  const reached = () => {
    const seen = [...suite.requests.slice(suiteSeen), ...facade.upstream.requests.slice(newSeen)]
    suiteSeen = suite.requests.length
    newSeen = facade.upstream.requests.length
    return seen.map(({ method, url, rawHeaders }) => [`${method} ${url}`, ...lines(rawHeaders)].join('\n'))
  }
  return {
    ...facade,
    suite,
    reached,
    logged,
    stop: async () => {
      await facade.stop()
      front.close()
      await adapter.close()
      await suite.stop()
    },
  }
}

function recordingLog() {
  const output = new PassThrough()
  let text = ''
  output.on('data', (chunk) => {
    text += String(chunk)
  })
  const logged = () => {
    const said = text
    text = ''
    return said
  }
  return { log: pino({ level: 'debug', ...discreet }, output), logged }
}

function lines(rawHeaders: readonly string[]): string[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []))
}

/** Head of a request whose bytes are sent as they stand. */
export function head(requestLine: string, ...headers: readonly string[]): string {
  return [`${requestLine} HTTP/1.1`, 'Connection: close', ...headers, '', ''].join('\r\n')
}

/** Sends bytes, waits for the end of the connection at most so long. */
export async function sendRaw(port: number, bytes: string): ReturnType<typeof rawRequest> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer within 5 s')), 5_000).unref()
  })
  return await Promise.race([rawRequest(port, Buffer.from(bytes, 'latin1')), late])
}

/** Null when a request was refused as it should: a problem document with a 4xx, and nothing passed on. */
export async function refusedAtTheEdge(edge: Edge, bytes: string): Promise<string | null> {
  edge.reached()
  const { status, headers, body } = await sendRaw(edge.port, bytes)
  const reached = edge.reached()
  if (reached.length > 0) return `${status}, and a side was asked: ${reached.join(' | ')}`
  if (status < 400 || status >= 500) return `status ${status}`
  if (headers['content-type'] !== 'application/problem+json') return `${status} as ${headers['content-type']}`
  if (/ at .*\(|\.ts\b|node:|Error:/.test(body) || 'x-powered-by' in headers) return `tells too much: ${body}`
  return null
}

// JSON in every form, sent to every server of Banyan that reads it.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { Webhook } from 'standardwebhooks'
import { operatorToken, startControlServer } from '#control/testing/control-server.ts'
import { createSuiteHook } from '#facade/hooks/suite-hook.ts'
import { createMemorySuiteInbox } from '#facade/hooks/suite-inbox.memory.ts'
import { startFlags, tokens } from '#flags/testing/running-flags.ts'
import { catalogAnswerers } from '#services/catalog/catalog-answerers.ts'
import { createMemoryCatalogStore } from '#services/catalog/store.memory.ts'
import { exampleToken, serve } from '#services/kit/fixtures/service-client.ts'
import type { Attempt, BadInputList, Target } from '../bad-input-list.ts'
import { startEdge } from '../edge.ts'
import { jsonBodies } from '../json-bodies.ts'

type Headers = { readonly [name: string]: string }
type Door = {
  readonly what: string
  readonly method: string
  readonly url: string
  readonly headers: (body: Buffer) => Headers
}

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
let calls = 0

/** What would make a signature over bytes that are no text, too. */
function signatureOf(body: Buffer): Headers {
  calls += 1
  const [id, at] = [`msg_${calls}`, new Date()]
  const signature = new Webhook(secret).sign(id, at, body.toString('utf8'))
  const seconds = String(Math.floor(at.getTime() / 1000))
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature }
}

const isPolluted = () => 'polluted' in {}

async function send(door: Door, body: Buffer, more: Headers = {}): Promise<number> {
  const headers = { 'content-type': 'application/json', ...door.headers(body), ...more }
  const signal = AbortSignal.timeout(5_000)
  const answer = await fetch(door.url, { method: door.method, headers, body: new Uint8Array(body), signal })
  const text = await answer.text()
  if (/ at .*\(|node_modules|\.ts:\d/.test(text)) throw new Error(`it tells too much: ${text.slice(0, 200)}`)
  if (isPolluted()) throw new Error('polluted')
  return answer.status
}

/** Nothing that is no JSON is taken, and nothing at all is answered by a 5xx. */
function judged(kind: 'y' | 'n' | 'i', status: number): string | null {
  if (status >= 500) return `status ${status}`
  return kind === 'n' && status < 400 ? `taken, status ${status}` : null
}

/** Small as sent, 20 MB when they are unpacked. */
function bombs(): readonly (readonly [string, Buffer])[] {
  const zeros = Buffer.alloc(20_000_000, '0')
  const packed = gzipSync(zeros)
  return [
    ['gzip', packed],
    ['br', brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['gzip', gzipSync(packed)],
    ['gzip', Buffer.from('no gzip')],
    ['gzip, gzip', gzipSync('{}')],
    ['unknown', Buffer.from('{}')],
  ]
}

function attemptsAt(door: Door, compressed: ReturnType<typeof bombs>): Attempt[] {
  const attempts = jsonBodies.map(({ what, kind, bytes }) => ({
    what: `${door.what}: ${kind} ${what.slice(0, 60)}`,
    send: async () => judged(kind, await send(door, bytes)),
  }))
  const charsets = ['utf-16', 'utf-7', 'ibm500', 'unknown', 'utf-8; charset=utf-16', '"utf-8'].map(
    (charset) => ({
      what: `${door.what}: charset ${charset}`,
      send: async () =>
        judged(
          'n',
          await send(door, Buffer.from('{'), { 'content-type': `application/json; charset=${charset}` }),
        ),
    }),
  )
  const unpacked = compressed.map(([encoding, body], index) => ({
    what: `${door.what}: compressed ${encoding} ${index}`,
    send: async () => {
      const before = process.memoryUsage.rss()
      const found = judged('n', await send(door, body, { 'content-encoding': encoding }))
      const grown = Math.round((process.memoryUsage.rss() - before) / 2 ** 20)
      return found ?? (grown > 200 ? `it took ${grown} MiB` : null)
    },
  }))
  return [...attempts, ...charsets, ...unpacked]
}

async function start(): Promise<Target> {
  const control = await startControlServer()
  const flags = await startFlags()
  const store = createMemoryCatalogStore()
  const service = await serve([{ capability: 'catalog', answerers: catalogAnswerers(store), sink: store }])
  const taken: string[] = []
  const inbox = createMemorySuiteInbox(({ id }) => taken.push(id))
  const suiteHook = createSuiteHook({ secrets: [secret], inbox, onCall: () => undefined, now: Date.now })
  const edge = await startEdge({}, { suiteHook })
  const bearer = (token: string) => () => ({ authorization: token })
  const feature = `${flags.server.url}/admin/projects/default/features/banyan.catalog`
  const strategy = `${feature}/environments/development/strategies`
  const doors: readonly Door[] = [
    {
      what: 'control',
      method: 'POST',
      url: `${control.url}/api/tester-tokens`,
      headers: bearer(`Bearer ${operatorToken}`),
    },
    {
      what: 'log-in',
      method: 'POST',
      url: `${control.url}/api/session`,
      headers: () => ({ origin: control.url, 'banyan-console': '1' }),
    },
    { what: 'flags, admin', method: 'PUT', url: `${strategy}/x`, headers: bearer(tokens.admin) },
    {
      what: 'flags, client',
      method: 'POST',
      url: `${flags.server.url}/client/metrics`,
      headers: bearer(tokens.client),
    },
    {
      what: 'services',
      method: 'POST',
      url: `${service.url}/internal/catalog/products`,
      headers: bearer(`Bearer ${exampleToken}`),
    },
    { what: 'hook', method: 'POST', url: `${edge.url}/hooks/suite`, headers: signatureOf },
  ]
  const compressed = bombs()
  const hook = doors.find(({ what }) => what === 'hook') as Door
  return {
    control: async () => (await send(hook, Buffer.from('{"type":"catalogue.changed"}'))) === 204,
    attempts: doors.flatMap((door) => attemptsAt(door, compressed)),
    stop: async () => {
      await Promise.all([control.stop(), flags.stop(), service.close(), edge.stop()])
    },
  }
}

export const json: BadInputList = { name: 'JSON bodies', start }

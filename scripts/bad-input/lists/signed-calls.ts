// Calls that pretend to be the suite's server: none may have an effect.
import { Webhook } from 'standardwebhooks'
import { createSuiteHook } from '#facade/hooks/suite-hook.ts'
import { createMemorySuiteInbox } from '#facade/hooks/suite-inbox.memory.ts'
import type { BadInputList, Target } from '../bad-input-list.ts'
import { head, sendRaw, startEdge } from '../edge.ts'

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const oldSecret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
const foreign = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

type Call = {
  readonly id: string
  readonly time: string
  readonly signature: string
  readonly body: string
  readonly lines?: readonly string[]
}

const now = () => Math.floor(Date.now() / 1000)
const good = '{"type":"catalogue.changed","data":{"capability":"catalog"}}'
let calls = 0

/** Sound, but for what is changed before it is signed. */
function signed(change: { id?: string; time?: number; body?: string; by?: string } = {}): Call {
  calls += 1
  const { id = `msg_${calls}`, time = now(), body = good, by = secret } = change
  return { id, time: String(time), body, signature: new Webhook(by).sign(id, new Date(time * 1000), body) }
}

const forgeries: { readonly [what: string]: () => Call } = {
  unsigned: () => ({ ...signed(), signature: '' }),
  'another secret': () => signed({ by: foreign }),
  'the secret’s text as secret': () => signed({ by: `whsec_${Buffer.from(secret).toString('base64')}` }),
  'another body': () => ({ ...signed(), body: good.replace('catalog', 'search') }),
  'a body with a space more': () => ({ ...signed(), body: `${good} ` }),
  'another id': () => ({ ...signed(), id: 'msg_other' }),
  'another time': () => ({ ...signed(), time: String(now() - 1) }),
  'too old': () => signed({ time: now() - 301 }),
  'too new': () => signed({ time: now() + 310 }),
  'time in milliseconds': () => ({ ...signed(), time: String(Date.now()) }),
  'time with a fraction': () => ({ ...signed(), time: `${now()}.5` }),
  'time with words behind it': () => {
    const call = signed()
    return { ...call, time: `${call.time}x` }
  },
  'time as an exponent': () => ({ ...signed(), time: '1e9' }),
  'a negative time': () => ({ ...signed(), time: `-${now()}` }),
  'no time': () => ({ ...signed(), time: '' }),
  'no id': () => ({ ...signed(), id: '' }),
  'id and time cut elsewhere': () => {
    const call = signed({ id: `msg_x.${now()}` })
    return { ...call, id: 'msg_x' }
  },
  'an id with the joint in it': () => signed({ id: `msg.${now()}` }),
  'a huge id': () => signed({ id: 'x'.repeat(1_000) }),
  'another version': () => ({ ...signed(), signature: signed().signature.replace('v1', 'v2') }),
  'no version': () => {
    const call = signed()
    return { ...call, signature: call.signature.slice(3) }
  },
  'a cut signature': () => {
    const call = signed()
    return { ...call, signature: call.signature.slice(0, -4) }
  },
  'a signature in hex': () => {
    const call = signed()
    return { ...call, signature: `v1,${Buffer.from(call.signature.slice(3), 'base64').toString('hex')}` }
  },
  'a thousand signatures': () => ({
    ...signed(),
    signature: Array.from({ length: 300 }, () => 'v1,AAAA').join(' '),
  }),
  'bytes that are no text': () => ({ ...signed({ body: '{"type":"\ufffd"}' }), body: '{"type":"\u00ff"}' }),
  'no JSON': () => signed({ body: 'hello' }),
  'another type': () => signed({ body: '{"type":"catalogue.deleted","data":{}}' }),
  'more than is known': () =>
    signed({ body: '{"type":"catalogue.changed","data":{"capability":"catalog","url":"http://x"}}' }),
  'an unknown capability': () =>
    signed({ body: '{"type":"catalogue.changed","data":{"capability":"__proto__"}}' }),
  'a prototype': () =>
    signed({ body: '{"type":"catalogue.changed","__proto__":{"data":{}},"data":{"x":1}}' }),
  'a deep body': () => signed({ body: '['.repeat(30_000) }),
  'a large body': () => signed({ body: `{"type":"${'x'.repeat(70_000)}"}` }),
  'a compressed body': () => ({ ...signed(), lines: ['content-encoding: gzip'] }),
  'another content type': () => ({ ...signed(), lines: ['content-type: text/plain'] }),
  'no body': () => ({ ...signed(), body: '' }),
}

function bytesOf({ id, time, signature, body, lines = [] }: Call): string {
  const own = [`webhook-id: ${id}`, `webhook-timestamp: ${time}`, `webhook-signature: ${signature}`]
  const type = lines.some((line) => line.startsWith('content-type')) ? [] : ['content-type: application/json']
  const length = body === '' ? [] : [`content-length: ${body.length}`]
  return head('POST /hooks/suite', 'Host: shop.example', ...own, ...type, ...length, ...lines) + body
}

async function start(): Promise<Target> {
  const taken: string[] = []
  const inbox = createMemorySuiteInbox(({ id }) => taken.push(id))
  const suiteHook = createSuiteHook({
    secrets: [secret, oldSecret],
    inbox,
    onCall: () => undefined,
    now: Date.now,
  })
  const edge = await startEdge({}, { suiteHook })
  const send = async (call: Call, effects = 0): Promise<string | null> => {
    const before = taken.length
    const { status } = await sendRaw(edge.port, bytesOf(call))
    if (taken.length !== before + effects) return `it had an effect, status ${status}`
    return status >= 400 && status < 500 ? null : `status ${status}`
  }
  const replayed = async (): Promise<string | null> => {
    const call = signed()
    await sendRaw(edge.port, bytesOf(call))
    const before = taken.length
    for (let n = 0; n < 5; n++) await sendRaw(edge.port, bytesOf(call))
    await sendRaw(edge.port, bytesOf(signed({ id: call.id, by: oldSecret })))
    return taken.length === before ? null : 'a replay had an effect'
  }
  const methods = ['GET', 'PUT', 'DELETE', 'PATCH']
  return {
    control: async () => {
      const before = taken.length
      for (const by of [secret, oldSecret]) await sendRaw(edge.port, bytesOf(signed({ by })))
      return taken.length === before + 2
    },
    attempts: [
      ...Object.entries(forgeries).map(([what, forge]) => ({ what, send: () => send(forge()) })),
      { what: 'replayed', send: replayed },
      ...methods.map((method) => ({
        what: method,
        send: async () => {
          const { status } = await sendRaw(edge.port, bytesOf(signed()).replace('POST', method))
          return status === 405 ? null : `status ${status}`
        },
      })),
    ],
    stop: () => edge.stop(),
  }
}

/** Signed calls between servers (Standard Webhooks). */
export const signedCalls: BadInputList = { name: 'signed calls', start }

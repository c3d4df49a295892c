import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import { type Capability, capabilities } from '#contracts/operations.ts'
import { createBodyMemory, readSmallBody } from '../front/request-body.ts'
import { type SignedCallFlaw, signedCallFlaw } from './signed-call.ts'
import type { SuiteInbox } from './suite-inbox.ts'

/** Where the suite calls. */
export const suiteHookPath = '/hooks/suite'

export type SuiteHookOptions = {
  readonly secrets: readonly string[]
  readonly inbox: SuiteInbox
  /** Told how each call ended. */
  readonly onCall: (result: SignedCallFlaw | 'taken' | 'known') => void
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const limits = { limitBytes: 65_536, withinMs: 5_000, memory: createBodyMemory(16 * 65_536) }

const message = z.strictObject({
  type: z.literal('catalogue.changed'),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  data: z
    .strictObject({ capability: z.enum(capabilities as [Capability, ...Capability[]]).optional() })
    .default({}),
})

/**
 * `POST /hooks/suite`, for the suite's server: what it says has changed is not answered from the cache any
 * more. Signed by Standard Webhooks; nothing of an unsigned body is parsed.
 */
export function createSuiteHook(options: SuiteHookOptions): RequestHandler {
  const { secrets, inbox, onCall, now } = options
  return async (req, res) => {
    if (req.method !== 'POST') throw new BanyanError('method-not-allowed', { headers: { allow: 'POST' } })
    const body = await bodyOf(req)
    if (body === null) return
    const flaw = signedCallFlaw({ headers: req.headers, body }, secrets, now() / 1000)
    if (flaw !== null) {
      onCall(flaw)
      throw new BanyanError('invalid-signature', { headers: { 'www-authenticate': 'Webhook-Signature' } })
    }
    const { data } = parsed(body)
    const result = await inbox.take({
      id: String(req.headers['webhook-id']),
      capability: data.capability ?? null,
    })
    onCall(result)
    res.status(204).end()
  }
}

/** Null: the sender has gone. */
async function bodyOf(req: IncomingMessage): Promise<Buffer | null> {
  const { 'content-type': type = '', 'content-encoding': encoding } = req.headers
  if (encoding !== undefined || !/^application\/json(?:;|$)/i.test(type)) {
    throw new BanyanError('unsupported-media-type')
  }
  // Node gives a request without a body no stream that would end.
  if (req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined) {
    return Buffer.alloc(0)
  }
  const body = await readSmallBody(req, limits)
  if (body.kind === 'gone') return null
  if (body.kind === 'large') throw new BanyanError('body-too-large')
  limits.memory.give(body.bytes.length)
  return body.bytes
}

function parsed(body: Buffer): z.infer<typeof message> {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new BanyanError('malformed-body', { cause })
  }
  const { data, error } = message.safeParse(value)
  if (data !== undefined) return data
  const errors = error.issues.map((issue) => ({
    pointer: ['/body', ...issue.path.map(String)].join('/'),
    detail: issue.message,
  }))
  throw new BanyanError('invalid-request', { errors })
}

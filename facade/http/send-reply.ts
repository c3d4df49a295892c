import type { ServerResponse } from 'node:http'
import type { KeptBody } from '../cache/kept-body.ts'
import type { Body, Headers, Reply } from '../reply.ts'

/** On every answer. The visitor decides the side, so nobody in between may keep it. */
const always = ['cache-control', 'private, no-store', 'x-content-type-options', 'nosniff']

/** Writes a reply, head and body in one go; HEAD gets the head alone (Node leaves the body out). */
export function sendReply(res: ServerResponse, reply: Reply, more: Headers): void {
  if (reply.body.kind === 'kept') {
    sendKept(res, reply, { body: reply.body, more })
    return
  }
  const { contentType, content } = rendered(reply.body)
  const head = [...always, 'content-type', contentType, 'content-length', String(content.length)]
  head.push(...reply.headers, ...more)
  res.writeHead(reply.status, head)
  res.end(content)
}

/** A browser may keep it, and must ask each time: the visitor's side may be another by then. */
const mayKeep = ['cache-control', 'private, no-cache', 'x-content-type-options', 'nosniff', 'etag']

/** Whole, or only told that it is unchanged (RFC 9110 §15.4.5). */
function sendKept(res: ServerResponse, { status, headers }: Reply, sent: Sent): void {
  const { bytes, contentType, etag } = sent.body
  const head = [...mayKeep, etag]
  if (status !== 304) head.push('content-type', contentType, 'content-length', String(bytes.length))
  head.push(...headers, ...sent.more)
  res.writeHead(status, head)
  if (status === 304) res.end()
  else res.end(bytes)
}

type Sent = { readonly body: KeptBody; readonly more: Headers }

function rendered(body: Body): { contentType: string; content: Uint8Array } {
  if (body.kind === 'bytes') return { contentType: body.contentType, content: body.bytes }
  return { contentType: 'application/json', content: Buffer.from(JSON.stringify(body.value)) }
}

import type { ServerResponse } from 'node:http'
import type { KeptBody } from '../cache/kept-body.ts'
import type { Headers, Reply } from '../reply.ts'

/** On every answer. The visitor decides the side, so nobody in between may keep it. */
const always = ['cache-control', 'private, no-store', 'x-content-type-options', 'nosniff']

/** Writes a reply, head and body in one go; HEAD gets the head alone (Node leaves the body out). */
export function sendReply(res: ServerResponse, reply: Reply, more: Headers): void {
  if (reply.body.kind === 'kept') {
    sendKept(res, reply, { body: reply.body, more })
    return
  }
  if (reply.body.kind === 'json') {
    const text = JSON.stringify(reply.body.value)
    res.writeHead(reply.status, headOf(reply, more, ['application/json', String(Buffer.byteLength(text))]))
    // As text: Node then writes head and body as one piece.
    res.end(text)
    return
  }
  const { contentType, bytes } = reply.body
  res.writeHead(reply.status, headOf(reply, more, [contentType, String(bytes.length)]))
  res.end(bytes)
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

function headOf({ headers }: Reply, more: Headers, [type, length]: readonly [string, string]): string[] {
  const head = [...always, 'content-type', type, 'content-length', length]
  head.push(...headers, ...more)
  return head
}

import type { ServerResponse } from 'node:http'
import type { KeptAnswer } from '../cache/kept-answer.ts'
import type { Body, Headers, Reply } from '../reply.ts'

/** On every answer. The visitor decides the side, so nobody in between may keep it. */
const always = ['cache-control', 'private, no-store', 'x-content-type-options', 'nosniff']

/** Writes a reply, head and body in one go; HEAD gets the head alone (Node leaves the body out). */
export function sendReply(res: ServerResponse, reply: Reply, more: Headers): void {
  if (reply.body.kind === 'kept') {
    sendKept(res, reply, { answer: reply.body.answer, more })
    return
  }
  const { contentType, content } = rendered(reply.body)
  const head = [...always, 'content-type', contentType, 'content-length', String(content.length)]
  head.push(...reply.headers, ...more)
  res.writeHead(reply.status, head)
  res.end(content)
}

type Kept = { readonly answer: KeptAnswer; readonly more: Headers }

function sendKept(res: ServerResponse, { status, headers }: Reply, { answer, more }: Kept): void {
  const isUnchanged = status === 304
  res.writeHead(status, [...(isUnchanged ? answer.unchangedHead : answer.head), ...headers, ...more])
  if (isUnchanged) res.end()
  else res.end(answer.bytes)
}

function rendered(body: Body): { contentType: string; content: Uint8Array } {
  if (body.kind === 'bytes') return { contentType: body.contentType, content: body.bytes }
  return { contentType: 'application/json', content: Buffer.from(JSON.stringify(body.value)) }
}

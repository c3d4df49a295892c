import type { ServerResponse } from 'node:http'
import type { Body, Headers, Reply } from '../reply.ts'

/** On every answer. The visitor decides the side, so nobody in between may keep it. */
const always = ['cache-control', 'private, no-store', 'x-content-type-options', 'nosniff']

/** Writes a reply, head and body in one go; HEAD gets the head alone (Node leaves the body out). */
export function sendReply(res: ServerResponse, reply: Reply, more: Headers): void {
  const { contentType, content } = rendered(reply.body)
  const head = [...always, 'content-type', contentType, 'content-length', String(content.length)]
  head.push(...reply.headers, ...more)
  res.writeHead(reply.status, head)
  res.end(content)
}

function rendered(body: Body): { contentType: string; content: Uint8Array } {
  if (body.kind === 'bytes') return { contentType: body.contentType, content: body.bytes }
  return { contentType: 'application/json', content: Buffer.from(JSON.stringify(body.value)) }
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { BanyanError, problemOf } from '#contracts/errors.ts'
import { hasBodyToCome } from '../front/problem-answer.ts'
import type { Headers } from '../reply.ts'

/** No line of any log belongs to it: writing one would cost as much as the answer. */
const untraced = '0'.repeat(32)
/** A string, all ASCII: Node writes head and body in one piece then, which bytes cost a system call more. */
const body = JSON.stringify(problemOf(new BanyanError('overloaded'), untraced))
const head: Headers = [
  ...['content-type', 'application/problem+json', 'content-length', String(body.length)],
  ...['retry-after', '1', 'cache-control', 'no-store', 'x-content-type-options', 'nosniff'],
]
const closing: Headers = [...head, 'connection', 'close']

/** Turns a request away with what was written before there was a rush: what it costs is taken from others. */
export function answerOverload(req: IncomingMessage, res: ServerResponse, more: Headers): void {
  const mine = hasBodyToCome(req) && !more.includes('connection') ? closing : head
  res.writeHead(503, more.length === 0 ? (mine as string[]) : [...mine, ...more])
  res.end(body, 'latin1')
}

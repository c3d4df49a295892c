import type { IncomingMessage, ServerResponse } from 'node:http'
import { BanyanError } from '#contracts/errors.ts'
import { answerProblem } from '../front/problem-answer.ts'

/** A body of which the first byte is announced must be here by then. */
export const bodyWithinMs = 30_000

/**
 * Cuts a request whose body comes too late. Node's own clock for whole requests (`requestTimeout`) is off,
 * since it would also cut uploads to the suite that take long and go on; those keep a pace instead.
 */
export function cutLateBody(req: IncomingMessage, res: ServerResponse, withinMs: number): void {
  const late = setTimeout(() => {
    if (req.complete) return
    if (res.headersSent) req.socket.destroy()
    else answerProblem(req, res, new BanyanError('request-timeout', { detail: 'The body came too slowly' }))
  }, withinMs)
  req.once('close', () => clearTimeout(late))
}

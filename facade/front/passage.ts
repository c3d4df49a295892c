// One request on its way through to the suite, and when we stop waiting for it.
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { BanyanError, errorTable } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { PassthroughLimits } from './passthrough-limits.ts'
import { answerProblem, traceIdOf } from './problem-answer.ts'

export type Passage = {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly log: Logger
  /** The whole body where it was small; null where there is none or it streams. */
  readonly body: Buffer | null
  attempts: number
  /** The call to the suite, once it has a connection. */
  call: ClientRequest | null
  /** Why we gave up; whatever the suite's socket says after that is not heard. */
  gaveUp: BanyanError | null
  deadline: NodeJS.Timeout | null
}

/** Stops waiting: the call is cut and the client is told. The first reason is the one that counts. */
export function giveUp(passage: Passage, error: BanyanError): void {
  if (passage.gaveUp) return
  passage.gaveUp = error
  const { req, res, log } = passage
  log[errorTable[error.code].logLevel](
    { err: error.cause, code: error.code, traceId: traceIdOf(req) },
    'no answer of the suite',
  )
  answerProblem(req, res, error)
  passage.call?.destroy(error)
}

/** Total time to the head of the answer: a suite that trickles bytes is as late as one that is silent. */
export function startDeadline(passage: Passage, limits: PassthroughLimits): void {
  passage.deadline = setTimeout(
    () => giveUp(passage, new BanyanError('deadline-exceeded')),
    limits.answerWithinMs,
  )
  passage.res.once('close', () => endDeadline(passage))
}

export function endDeadline(passage: Passage): void {
  if (passage.deadline) clearTimeout(passage.deadline)
}

/**
 * A large body streams; when it stands still the one who stopped is named, and the clock of the answer starts
 * at its end.
 */
export function watchUpload(passage: Passage, limits: PassthroughLimits): void {
  const { req } = passage
  req.setTimeout(limits.stallMs, () => {
    const suiteStopped = passage.call?.writableNeedDrain === true
    giveUp(passage, new BanyanError(suiteStopped ? 'deadline-exceeded' : 'request-timeout'))
  })
  req.once('end', () => {
    req.socket.setTimeout(0)
    startDeadline(passage, limits)
  })
}

// The suite’s own API on its declared prefixes, unchanged for its clients: what is small goes over a pool,
// what is large streams.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import type { RetryBudget } from '#contracts/process/retry-budget.ts'
import type { ReadClient } from '../http/client-address.ts'
import { Passage, type PassageParts } from './passage.ts'
import { matchPassthrough } from './passthrough-target.ts'
import { createPooledMover } from './pooled-mover.ts'
import { answerProblem } from './problem-answer.ts'
import { announcesBody, createBodyMemory, readSmallBody } from './request-body.ts'
import { createStreamingMover } from './streaming-mover.ts'
import type { SuiteAddress } from './suite-address.ts'

export type PassthroughOptions = PassageParts & {
  readonly prefixes: readonly string[]
  readonly suite: SuiteAddress
  readonly retries: RetryBudget
  readonly readClient: ReadClient
}

export type Passthrough = {
  /** Answers what belongs to the suite; false: it does not, and nothing was done. */
  answer(req: IncomingMessage, res: ServerResponse): boolean
  close(): void
}

export function createPassthrough(options: PassthroughOptions): Passthrough {
  const { limits, suite, retries } = options
  const pooled = createPooledMover({ suite, limits, retries })
  const streaming = createStreamingMover(options)
  options.metrics.watch('pool', pooled.underWay)
  options.metrics.watch('upload', streaming.underWay)
  const memory = createBodyMemory(limits.bodyMemoryBytes)

  function readAndMove(passage: Passage): void {
    const { req, res } = passage
    readSmallBody(req, { limitBytes: limits.smallBodyBytes, withinMs: limits.bodyWithinMs, memory })
      .then((body) => {
        if (body.kind === 'gone') return
        if (body.kind === 'large') return streaming.move(passage, body.length)
        const give = () => memory.give(body.bytes.length)
        if (passage.isOver) return give()
        res.once('close', give)
        pooled.move(passage, body.bytes)
      })
      .catch((error: unknown) => passage.giveUp(asBanyanError(error)))
  }

  return {
    answer: (req, res) => {
      const match = matchPassthrough(req.url ?? '', options.prefixes)
      if (match.kind === 'other') return false
      if (match.kind === 'ambiguous') {
        answerProblem(req, res, new BanyanError('invalid-target'))
        return true
      }
      // It would show a page the cookies that are hidden from it (RFC 9110 §9.3.8).
      if (req.method === 'TRACE') {
        answerProblem(req, res, new BanyanError('method-not-allowed'))
        return true
      }
      const passage = new Passage(req, res, match.prefix, options)
      if (announcesBody(req)) readAndMove(passage)
      else pooled.move(passage, null)
      return true
    },
    close: () => {
      pooled.close()
      streaming.close()
    },
  }
}

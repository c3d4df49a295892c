import type { ServerResponse } from 'node:http'
import { BanyanError } from '#contracts/errors.ts'

/** Header by which the façade tells how much of the budget is left, in whole milliseconds. */
export const deadlineHeader = 'banyan-deadline-ms'

export type Deadline = { readonly signal: AbortSignal; end(): void }

/**
 * The budget of one request: what the caller has left, never more than the operation allows.
 * @throws BanyanError `invalid-request` when it is not a whole number, `deadline-exceeded` when nothing is
 * left
 */
export function budgetMs(header: string | readonly string[] | undefined, operationMs: number): number {
  if (header === undefined) return operationMs
  const left = typeof header === 'string' && /^-?\d{1,9}$/.test(header) ? Number(header) : Number.NaN
  if (Number.isNaN(left)) {
    const errors = [{ pointer: `/header/${deadlineHeader}`, detail: 'must be a whole number' }]
    throw new BanyanError('invalid-request', { errors })
  }
  if (left <= 0) throw new BanyanError('deadline-exceeded')
  return Math.min(left, operationMs)
}

/**
 * A signal that fires when the budget is spent or the caller has gone; `end` must be called when the answer
 * is out.
 */
export function startDeadline(ms: number, response: ServerResponse): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new BanyanError('deadline-exceeded')), ms)
  const gone = () => {
    if (!response.writableFinished) controller.abort(new BanyanError('deadline-exceeded'))
  }
  response.once('close', gone)
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      response.off('close', gone)
    },
  }
}

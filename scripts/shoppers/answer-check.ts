// Whether an answer is one that the contract allows. Pure.
import { errorTable } from '#contracts/errors.ts'
import type { OperationId } from '#contracts/operations.ts'
import { validators } from '#contracts/validation.ts'

export type Answer = {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

export type CheckedAnswer = {
  /** The 200 body; null for an error. */
  readonly value: unknown
  /** Problem code of an error. */
  readonly error: string | null
  /** What breaks the contract. */
  readonly breach: string | null
}

const breach = (text: string, error: string | null = null): CheckedAnswer => ({
  value: null,
  error,
  breach: text,
})

/** Judges a 200 by the operation's schema and anything else as problem document. */
export function checkAnswer(operation: OperationId, answer: Answer): CheckedAnswer {
  const value = parsed(answer.body)
  if (value === undefined) return breach(`status ${answer.status} with a body that is not JSON`)
  if (answer.status !== 200) return checkProblem(answer, value)
  if (!answer.contentType.startsWith('application/json')) return breach(`content type ${answer.contentType}`)
  const [first] = validators.get(operation)?.output(value) ?? []
  return first ? breach(`${first.pointer || '/'} ${first.detail}`) : { value, error: null, breach: null }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function checkProblem(answer: Answer, value: unknown): CheckedAnswer {
  const { code, status, traceId } = (value ?? {}) as { [name: string]: unknown }
  if (typeof code !== 'string' || !Object.hasOwn(errorTable, code))
    return breach(`status ${answer.status} without a known code`)
  if (answer.contentType !== 'application/problem+json')
    return breach(`problem as ${answer.contentType}`, code)
  if (status !== answer.status || typeof traceId !== 'string')
    return breach('problem document is incomplete', code)
  return { value: null, error: code, breach: null }
}

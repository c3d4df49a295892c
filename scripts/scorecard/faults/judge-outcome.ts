// Whether what a client got under a fault is what was declared. Pure.
import type { Side } from '#contracts/sides.ts'
import type { Observed } from '../stage/client.ts'
import { breachOf, codeOf, fieldOf, type ProbedOperation, whyNotGood } from '../stage/probe.ts'
import type { Fault, Outcome } from './fault.ts'

const toleranceMs = 100

type Asked = { readonly operation: ProbedOperation /** The side without the fault. */; readonly other: Side }

/** One side has the fault: the other one answers. Null when all is well, else what is wrong. */
export function judgeOneSide(fault: Fault, { operation, other }: Asked, observed: Observed): string | null {
  const why = whyNotGood(operation, observed) ?? whyPassedOn(fault, observed)
  if (why !== null || fault.mayBeReadAround) return why
  const by = observed.headers['x-banyan-side']
  return by === other ? null : `answered by ${by}, not by ${other}`
}

/** Both sides have it: a clean problem, at once or at the deadline. */
export function judgeBothSides(fault: Fault, operation: ProbedOperation, observed: Observed): string | null {
  if (fault.mayBeReadAround && whyNotGood(operation, observed) === null) return whyPassedOn(fault, observed)
  return (
    breachOf(operation, observed) ??
    judgeProblem(fault.bothSides, observed) ??
    (fault.namesPlace && !namesPlace(observed) ? 'the problem does not say where' : null)
  )
}

function whyPassedOn({ poison }: Fault, { body }: Observed): string | null {
  return poison !== undefined && body.includes(poison) ? 'it was passed on' : null
}

/** What a client of the suite's own API got; `sent`: what the suite sent as body. */
export function judgePassthrough({ passthrough }: Fault, observed: Observed): string | null {
  if (passthrough.kind === 'problem') return judgeProblem(passthrough, observed)
  if (passthrough.kind === 'as-is') return observed.status === 200 && !observed.cut ? null : heard(observed)
  if (!observed.cut) return `not cut: ${heard(observed)}`
  return /problem|"status":50/.test(observed.body) ? 'words of ours behind those of the suite' : null
}

/** @param lagMs how late it may be besides: our own clock, or one that the system keeps coarsely */
export function judgeTime({ ms }: Observed, deadlineMs: number, lagMs: number): string | null {
  if (ms < deadlineMs - toleranceMs) return `${Math.round(ms)} ms, before ${deadlineMs}`
  return ms > deadlineMs + toleranceMs + lagMs ? `${Math.round(ms)} ms, after ${deadlineMs}` : null
}

function judgeProblem(outcome: Outcome, observed: Observed): string | null {
  if (outcome.kind !== 'problem') return null
  const { status, headers, cut } = observed
  const isProblem = String(headers['content-type']).startsWith('application/problem+json')
  if (cut || !isProblem || !outcome.statuses.includes(status)) return heard(observed)
  return outcome.code === undefined || codeOf(observed) === outcome.code ? null : heard(observed)
}

function namesPlace({ body }: Observed): boolean {
  const errors = fieldOf(body, 'errors')
  return Array.isArray(errors) && errors.some((error) => typeof error?.pointer === 'string')
}

function heard(observed: Observed): string {
  if (observed.status === 0) return 'no answer'
  return `${observed.cut ? 'cut after ' : ''}${observed.status} ${codeOf(observed)}`.trim()
}

// What an import does next, and what its job says afterwards: plain data in, plain data out.
import { type BanyanError, errorTable } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import type { ImportJob, ImportMode } from './import-job.ts'

/**
 * How far an incremental import reaches back behind the start of the last one: the suite's clock is not ours.
 */
export const marginMs = 5 * 60_000

/** Failures in a row after which an import gives up: with the longest pauses about half an hour. */
export const mostFailures = 60

export type Step =
  | { readonly do: 'put-categories' }
  | { readonly do: 'put-products'; readonly cursor: string | null; readonly changedSince: string | null }
  | { readonly do: 'sweep' }
  | { readonly do: 'nothing' }

/** What was acknowledged. */
export type Outcome =
  | { readonly did: 'put-categories' }
  | {
      readonly did: 'put-products'
      readonly count: number
      readonly cursor: string | null
      readonly total: number
    }
  | { readonly did: 'sweep'; readonly removed: number | null }

export type Facts = {
  readonly id: string
  readonly nowMs: number
  /** Whether the suite can tell what changed. */
  readonly feedIsIncremental: boolean
  readonly lastSucceeded: ImportJob | null
}

/**
 * A new job. Incremental only where the suite can tell what changed and there was a successful run before.
 */
export function newJob(request: { capability: Capability; mode: ImportMode }, facts: Facts): ImportJob {
  const { id, nowMs, lastSucceeded } = facts
  const now = new Date(nowMs).toISOString()
  const since =
    request.mode === 'incremental' && facts.feedIsIncremental ? lastSucceeded?.startedAt : undefined
  return {
    id,
    capability: request.capability,
    mode: since === undefined ? 'full' : 'incremental',
    state: 'unfinished',
    phase: 'categories',
    cursor: null,
    done: 0,
    total: null,
    removed: null,
    generation: id,
    changedSince: since === undefined ? null : new Date(Date.parse(since) - marginMs).toISOString(),
    startedAt: now,
    progressAt: now,
    finishedAt: null,
    failures: 0,
    error: null,
  }
}

/** What to do next. */
export function nextStep(job: ImportJob): Step {
  if (job.state !== 'unfinished') return { do: 'nothing' }
  switch (job.phase) {
    case 'categories':
      return { do: 'put-categories' }
    case 'products':
      return { do: 'put-products', cursor: job.cursor, changedSince: job.changedSince }
    case 'sweep':
      return { do: 'sweep' }
    case 'done':
      return { do: 'nothing' }
  }
}

/** The job after a step was acknowledged. */
export function afterStep(job: ImportJob, outcome: Outcome, nowMs: number): ImportJob {
  const now = new Date(nowMs).toISOString()
  const moved = { ...job, progressAt: now, failures: 0, error: null }
  switch (outcome.did) {
    case 'put-categories':
      return { ...moved, phase: 'products' }
    case 'put-products':
      return afterPage(
        { ...moved, done: job.done + outcome.count, total: outcome.total },
        outcome.cursor,
        now,
      )
    case 'sweep':
      return { ...succeeded(moved, now), removed: outcome.removed }
  }
}

function afterPage(job: ImportJob, cursor: string | null, now: string): ImportJob {
  if (cursor !== null) return { ...job, cursor }
  if (job.mode === 'incremental') return { ...succeeded(job, now), cursor: null }
  if (job.done === 0) {
    const detail = 'The suite has no product at all. That is not believed: nothing was removed.'
    return {
      ...job,
      state: 'failed',
      finishedAt: now,
      error: { code: 'upstream-contract-violation', detail },
    }
  }
  return { ...job, phase: 'sweep', cursor: null }
}

function succeeded(job: ImportJob, now: string): ImportJob {
  return { ...job, phase: 'done', state: 'succeeded', finishedAt: now }
}

/** The job after a step failed: once more, unless that cannot help or has not helped for long. */
export function afterFailure(job: ImportJob, error: BanyanError, nowMs: number): ImportJob {
  const failures = job.failures + 1
  const told = { ...job, failures, error: { code: error.code, detail: error.message } }
  if (errorTable[error.code].retryHelps && failures < mostFailures) return told
  return { ...told, state: 'failed', finishedAt: new Date(nowMs).toISOString() }
}

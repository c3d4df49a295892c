import type { CatalogFeed } from '#adapters/adapter.ts'
import { asBanyanError } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import { type BackOff, backOffMs, pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { ImportJob } from './import-job.ts'
import type { ImportStore, Lease } from './import-store.ts'
import type { ImportTarget } from './import-target.ts'
import { afterFailure, afterStep, nextStep } from './next-step.ts'
import { performStep } from './perform-step.ts'
import { createReadAhead } from './read-ahead.ts'

export type ImporterSettings = {
  readonly store: ImportStore
  readonly feed: CatalogFeed
  readonly targets: ReadonlyMap<Capability, ImportTarget>
  readonly log: Logger
  readonly pageSize?: number
  readonly stepWithinMs?: number
  readonly backOff?: BackOff
  readonly now?: () => number
  /** After every step that was written down. */
  readonly onStep?: (job: ImportJob) => void
}

export type Importer = {
  /**
   * Takes a capability's unfinished job up, unless somebody works on it. Resolves with whether it was taken
   * up here.
   */
  takeUp(capability: Capability): Promise<boolean>
  /** Resolves when nothing runs here. */
  idle(): Promise<void>
  /** Calls running steps off; their jobs stay unfinished. */
  stop(): Promise<void>
}

/** Works on imports: one step after the other, each written down before the next, until the job is final. */
export function createImporter(settings: ImporterSettings): Importer {
  const { store, targets, log } = settings
  const stopping = new AbortController()
  const running = new Map<Capability, Promise<void>>()

  async function work(lease: Lease, target: ImportTarget, job: ImportJob): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, lease.lost])
    const { capability, id } = job
    log.info({ import: id, capability, mode: job.mode, phase: job.phase, done: job.done }, 'import goes on')
    try {
      const last = await advance(job, { ...settings, target, lease }, signal)
      const { state, done, removed } = last
      log.info({ import: id, capability, state, done, removed }, 'import rests')
    } catch (error) {
      log.warn({ err: error, import: id, capability }, 'import was interrupted; somebody will go on with it')
    }
  }

  /** Resolves with whether there was something to do here; `done` when it is over. */
  async function takeLease(capability: Capability, target: ImportTarget, done: () => void): Promise<boolean> {
    let lease: Lease | null = null
    const over = async () => {
      await lease?.release()
      running.delete(capability)
      done()
    }
    try {
      lease = await store.lease(capability)
      const job = lease && (await unfinishedOf(store, capability))
      if (!lease || !job) return await over().then(() => false)
      void work(lease, target, job).then(over)
      return true
    } catch (error) {
      await over()
      throw error
    }
  }

  return {
    takeUp: async (capability) => {
      const target = targets.get(capability)
      if (target === undefined || running.has(capability) || stopping.signal.aborted) return false
      const taking = Promise.withResolvers<void>()
      running.set(capability, taking.promise)
      return takeLease(capability, target, taking.resolve)
    },
    idle: async () => {
      await Promise.all(running.values())
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(running.values())
    },
  }
}

async function unfinishedOf(store: ImportStore, capability: Capability): Promise<ImportJob | null> {
  return (await store.unfinished()).find((job) => job.capability === capability) ?? null
}

type Advancing = ImporterSettings & { readonly target: ImportTarget; readonly lease: Lease }

/** @returns the job as it was left: final, or unfinished where the signal was aborted */
async function advance(started: ImportJob, parts: Advancing, signal: AbortSignal): Promise<ImportJob> {
  const { lease, target, pageSize = 100, stepWithinMs = 120_000, now = Date.now, onStep } = parts
  const backOff = parts.backOff ?? { firstMs: 500, longestMs: 30_000 }
  const performing = {
    feed: createReadAhead(parts.feed, signal),
    target,
    generation: started.generation,
    pageSize,
    stepWithinMs,
  }
  let job = started
  for (;;) {
    const step = nextStep(job)
    if (step.do === 'nothing' || signal.aborted) return job
    try {
      job = afterStep(job, await performStep(step, performing, signal), now())
    } catch (thrown) {
      if (signal.aborted) return job
      job = afterFailure(job, asBanyanError(thrown), now())
      const { id, failures, state } = job
      parts.log.warn(
        { err: thrown, import: id, step: step.do, failures, state },
        'a step of an import failed',
      )
    }
    await lease.save(job)
    onStep?.(job)
    if (job.failures > 0 && job.state === 'unfinished') await pause(backOffMs(backOff, job.failures), signal)
  }
}

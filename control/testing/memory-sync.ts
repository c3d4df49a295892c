import { randomUUID } from 'node:crypto'
import { BanyanError } from '#contracts/errors.ts'
import { capabilities } from '#contracts/operations.ts'
import type { ImportJob } from '#sync/import/import-job.ts'
import type { Sync } from '#sync/sync.ts'

/** Imports for tests: they move on only when they are told to. */
export type MemorySync = Sync & {
  /** Changes the newest job. */
  advance(change: Partial<ImportJob>): void
}

export function createMemorySync(): MemorySync {
  const jobs: ImportJob[] = []
  const find = (id: string) => {
    const job = jobs.find((candidate) => candidate.id === id)
    if (job === undefined) throw new BanyanError('not-found', { detail: 'There is no such import.' })
    return job
  }
  return {
    importable: capabilities,
    startImport: async ({ capability, mode }) => {
      const running = jobs.find((job) => job.capability === capability && job.state === 'unfinished')
      if (running !== undefined) return { job: running, started: false }
      const at = new Date().toISOString()
      const job: ImportJob = {
        id: randomUUID(),
        capability,
        mode,
        state: 'unfinished',
        phase: 'categories',
        cursor: null,
        done: 0,
        total: null,
        removed: null,
        generation: at,
        changedSince: null,
        startedAt: at,
        progressAt: at,
        finishedAt: null,
        failures: 0,
        error: null,
      }
      jobs.unshift(job)
      return { job, started: true }
    },
    job: async (id) => find(id),
    jobs: async (limit) => jobs.slice(0, limit),
    async *progress(id) {
      yield find(id)
    },
    resumeUnfinished: async () => [],
    stop: async () => undefined,
    advance: (change) => {
      const [job] = jobs
      if (job !== undefined) jobs[0] = { ...job, ...change, progressAt: new Date().toISOString() }
    },
  }
}

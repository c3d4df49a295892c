import { BanyanError } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import type { ImportJob } from './import-job.ts'
import type { ImportStore } from './import-store.ts'

/** A store for tests; `loseLeases` does to everybody what the death of his process would do. */
export type MemoryImportStore = ImportStore & { loseLeases(): void }

/** A store that lives and dies with its process. */
export function createMemoryImportStore(): MemoryImportStore {
  const jobs = new Map<string, ImportJob>()
  const leases = new Map<Capability, AbortController>()
  const newestFirst = () => [...jobs.values()].reverse()

  return {
    add: async (job) => {
      const other = newestFirst().find((j) => j.capability === job.capability && j.state === 'unfinished')
      if (other) return { job: other, added: false }
      jobs.set(job.id, job)
      return { job, added: true }
    },
    get: async (id) => jobs.get(id) ?? null,
    latest: async (limit) => newestFirst().slice(0, limit),
    unfinished: async () => newestFirst().filter((job) => job.state === 'unfinished'),
    lastSucceeded: async (capability) =>
      newestFirst().find((job) => job.capability === capability && job.state === 'succeeded') ?? null,
    lease: async (capability) => {
      if (leases.has(capability)) return null
      const lost = new AbortController()
      leases.set(capability, lost)
      return {
        lost: lost.signal,
        save: async (job) => {
          if (leases.get(capability) !== lost)
            throw new BanyanError('unavailable', { detail: 'Lost the lease' })
          if (jobs.get(job.id)?.state === 'unfinished') jobs.set(job.id, job)
        },
        release: async () => {
          if (leases.get(capability) === lost) leases.delete(capability)
        },
      }
    },
    close: async () => undefined,
    loseLeases: () => {
      for (const [capability, lost] of leases) {
        leases.delete(capability)
        lost.abort()
      }
    },
  }
}

// Ports over parts that may come late: until then they say unavailable, as their own stores would.
import type { Capability } from '#contracts/operations.ts'
import type { Figures } from '#kpi/figures/figures.ts'
import type { ImportJob } from '#sync/import/import-job.ts'
import type { Sync } from '#sync/sync.ts'
import type { LatePart } from './late-part.ts'

type Late<Part> = Pick<LatePart<Part>, 'get'>

export function lateFigures(kpi: Late<{ readonly figures: Figures }>): Figures {
  return { figures: async (period) => kpi.get().figures.figures(period) }
}

/** @param importable what can be imported, which is known before the part runs */
export function lateSync(sync: Late<Sync>, importable: readonly Capability[]): Omit<Sync, 'stop'> {
  return {
    importable,
    startImport: async (request) => sync.get().startImport(request),
    job: async (id) => sync.get().job(id),
    jobs: async (limit) => sync.get().jobs(limit),
    progress: (id, signal) => progress(sync, id, signal),
    resumeUnfinished: async () => sync.get().resumeUnfinished(),
  }
}

async function* progress(sync: Late<Sync>, id: string, signal: AbortSignal): AsyncIterable<ImportJob> {
  yield* sync.get().progress(id, signal)
}

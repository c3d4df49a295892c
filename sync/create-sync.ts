import { BanyanError } from '#contracts/errors.ts'
import { pause } from '#contracts/process/back-off.ts'
import type { ImportJob } from './import/import-job.ts'
import { createImporter, type ImporterSettings } from './import/importer.ts'
import { newJob } from './import/next-step.ts'
import type { Sync } from './sync.ts'

export type CreateSyncSettings = Omit<ImporterSettings, 'onStep'> & {
  readonly newId: () => string
  /** How often unfinished jobs of others, whose process may have died, are looked for. */
  readonly resumeEveryMs?: number
  /** How often a job that runs in another process is looked at for `progress`. */
  readonly pollMs?: number
}

/** Imports on whatever store, feed and targets there are; begins at once with what is unfinished. */
export function createSync(settings: CreateSyncSettings): Sync {
  const {
    store,
    feed,
    targets,
    log,
    newId,
    now = Date.now,
    resumeEveryMs = 15_000,
    pollMs = 1_000,
  } = settings
  let step = Promise.withResolvers<void>()
  const importer = createImporter({
    ...settings,
    onStep: () => {
      step.resolve()
      step = Promise.withResolvers()
    },
  })

  async function job(id: string): Promise<ImportJob> {
    const found = await store.get(id)
    if (found === null) throw new BanyanError('not-found', { detail: 'There is no such import' })
    return found
  }

  async function resumeUnfinished(): Promise<readonly ImportJob[]> {
    const unfinished = await store.unfinished()
    const taken = await Promise.all(unfinished.map(({ capability }) => importer.takeUp(capability)))
    return unfinished.filter((_, i) => taken[i])
  }

  const resume = () => {
    resumeUnfinished().catch((error) => log.warn({ err: error }, 'unfinished imports were not looked for'))
  }
  const resuming = setInterval(resume, resumeEveryMs).unref()
  resume()

  return {
    importable: [...targets.keys()],
    startImport: async (request) => {
      const { capability } = request
      if (!targets.has(capability)) {
        throw new BanyanError('not-found', { detail: `${capability} cannot be imported here` })
      }
      const lastSucceeded = await store.lastSucceeded(capability)
      const facts = { id: newId(), nowMs: now(), feedIsIncremental: feed.incremental, lastSucceeded }
      const { job: unfinished, added } = await store.add(newJob(request, facts))
      await importer.takeUp(capability).catch((error) => log.warn({ err: error }, 'import starts later'))
      return { job: unfinished, started: added }
    },
    job,
    jobs: (limit) => store.latest(limit),
    progress: (id, signal) =>
      progressOf({ read: () => job(id), nextStep: () => step.promise, pollMs }, signal),
    resumeUnfinished,
    stop: async () => {
      clearInterval(resuming)
      await importer.stop()
      await store.close()
    },
  }
}

type Watched = {
  read(): Promise<ImportJob>
  /** Resolves after the next step that was made in this process. */
  nextStep(): Promise<void>
  readonly pollMs: number
}

async function* progressOf(
  { read, nextStep, pollMs }: Watched,
  signal: AbortSignal,
): AsyncGenerator<ImportJob> {
  let last = ''
  while (!signal.aborted) {
    const next = nextStep()
    const job = await read()
    const text = JSON.stringify(job)
    if (text !== last) yield job
    if (job.state !== 'unfinished') return
    last = text
    await firstOf(next, pollMs, signal)
  }
}

async function firstOf(event: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  await Promise.race([event, pause(ms, AbortSignal.any([signal, over.signal]))])
  over.abort()
}

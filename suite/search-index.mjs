// Background work of the suite: waiting until it is done, and building the search index anew.
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigService, JobQueueService, SearchService } from '@vendure/core'
import { adminContext } from './populate.mjs'

/** Starts the job queues (again is fine); resolves when nothing is left to do, rejects when a job failed. */
export async function settleJobs(app) {
  await app.get(JobQueueService).start()
  const { jobQueueStrategy } = app.get(ConfigService).jobQueueOptions
  for (;;) {
    const { items } = await jobQueueStrategy.findMany()
    const failed = items.find((job) => job.state === 'FAILED')
    if (failed) throw new Error(`background job ${failed.queueName} failed: ${failed.error}`)
    if (items.every((job) => job.isSettled)) return
    await pause(50)
  }
}

/** Builds the whole search index; resolves when it is complete. */
export async function buildSearchIndex(app) {
  await app.get(SearchService).reindex(await adminContext(app))
  await settleJobs(app)
}

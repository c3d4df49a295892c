import type { RequestHandler } from 'express'
import { Counter, type Registry } from 'prom-client'
import type { Logger } from '#contracts/process/log.ts'
import { createSuiteInvalidations } from '../cache/invalidations.postgres.ts'
import type { Invalidations } from '../cache/invalidations.ts'
import { createSuiteHook } from './suite-hook.ts'
import { createPostgresSuiteInbox } from './suite-inbox.postgres.ts'

export type SuiteHook = {
  readonly handler: RequestHandler
  /** What it told, heard by every façade. */
  readonly changes: Invalidations
  close(): Promise<void>
}

type Ground = { readonly registry: Registry; readonly log: Logger }

/** The door for the suite's server; null where it has no secret. */
export function openSuiteHook(
  secrets: readonly string[],
  databaseUrl: string,
  { registry, log }: Ground,
): SuiteHook | null {
  if (secrets.length === 0) return null
  const counter = new Counter({
    name: 'banyan_suite_calls_total',
    help: "Calls of the suite's server: taken, known (came again), or what was wrong with them",
    labelNames: ['result'],
    registers: [registry],
  })
  const inbox = createPostgresSuiteInbox(databaseUrl, log)
  const changes = createSuiteInvalidations(databaseUrl, log)
  return {
    handler: createSuiteHook({ secrets, inbox, onCall: (result) => counter.inc({ result }), now: Date.now }),
    changes,
    close: async () => {
      await Promise.all([inbox.close(), changes.close()])
    },
  }
}

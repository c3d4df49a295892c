import { randomUUID } from 'node:crypto'
import type { CatalogFeed } from '#adapters/adapter.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import { migrate } from '#contracts/process/postgres.ts'
import { createSync } from './create-sync.ts'
import { createPostgresImportStore } from './import/import-store.postgres.ts'
import { createHttpImportTarget } from './import/import-target.http.ts'
import type { Sync } from './sync.ts'

/** Capabilities whose rebuilt services are filled from the suite's catalogue. */
export const importable: readonly Capability[] = ['catalog', 'search']

export type SyncSettings = {
  readonly databaseUrl: string
  /** Base of the rebuilt services. */
  readonly newUrl: string
  readonly serviceToken: string
  /** The suite's catalogue; null where its adapter has no feed, then nothing can be imported. */
  readonly feed: CatalogFeed | null
  readonly log: Logger
}

/**
 * The part of a process that fills rebuilt services from the suite: schema `sync` migrated, unfinished
 * imports gone on with now and whenever their worker died. Several processes may host it. Rejects when the
 * database is away.
 */
export async function startSync({
  databaseUrl,
  newUrl,
  serviceToken,
  feed,
  log,
}: SyncSettings): Promise<Sync> {
  await migrate(databaseUrl, 'sync', new URL('./import/migrations/', import.meta.url), log)
  const targets = (feed === null ? [] : importable).map(
    (capability) =>
      [capability, createHttpImportTarget({ baseUrl: newUrl, serviceToken, capability })] as const,
  )
  const sync = createSync({
    store: createPostgresImportStore(databaseUrl, log),
    feed: feed ?? withoutFeed,
    targets: new Map(targets),
    log,
    newId: randomUUID,
  })
  return {
    ...sync,
    stop: async () => {
      await sync.stop()
      await Promise.all(targets.map(([, target]) => target.close()))
    },
  }
}

const noFeed = () =>
  Promise.reject(new BanyanError('not-found', { detail: 'This suite has no catalogue feed' }))
const withoutFeed: CatalogFeed = { incremental: false, readCategories: noFeed, readProducts: noFeed }

import { silentLog } from '#contracts/process/log.ts'
import type { FlagAdmin } from '../flag-admin.ts'
import { createUnleashFlagAdmin } from '../flag-admin.unleash.ts'
import { type FlagServer, type FlagServerOptions, startFlagServer } from '../server/flag-server.ts'
import { createMemoryFlagStore, type MemoryFlagStore } from '../server/flag-store.memory.ts'
import { journeyFeatures } from '../server/journey-features.ts'

export const tokens = { client: 'client-token-for-tests', admin: 'admin-token-for-tests' }

export type RunningFlags = {
  readonly store: MemoryFlagStore
  readonly server: FlagServer
  readonly admin: FlagAdmin
  stop(): Promise<void>
}

/** An embedded flag server on a real socket, over a store in memory that holds the journeys' flags. */
export async function startFlags(options: Partial<FlagServerOptions> = {}): Promise<RunningFlags> {
  const store = createMemoryFlagStore()
  await store.seed(journeyFeatures(), { actor: 'test', reason: 'set-up' })
  const server = await startFlagServer({ store, tokens, log: silentLog, port: 0, ...options })
  return {
    store,
    server,
    admin: createUnleashFlagAdmin({ url: server.url, token: tokens.admin }),
    stop: server.stop,
  }
}

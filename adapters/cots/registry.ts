// Every suite that Banyan has an adapter for.
import { SettingsError } from '#contracts/process/settings.ts'
import type { Adapter, AdapterSettings, CreateAdapter } from './adapter.ts'
import { createVendureAdapter } from './vendure/vendure-adapter.ts'

const adapters: ReadonlyMap<string, CreateAdapter> = new Map(
  Object.entries({
    vendure: createVendureAdapter,
  }),
)

/** Names that `LEGACY_SUITE` may have. */
export const suiteNames: readonly string[] = [...adapters.keys()]

/**
 * The adapter of a suite. @throws SettingsError for a name that is not in the registry, or options it does
 * not know
 */
export function createAdapter(suite: string, settings: AdapterSettings): Adapter {
  const create = adapters.get(suite)
  if (create !== undefined) return create(settings)
  throw new SettingsError([
    `LEGACY_SUITE: there is no adapter for ${JSON.stringify(suite)}; there is ${suiteNames.join(', ')}`,
  ])
}

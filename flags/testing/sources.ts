import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '#contracts/process/log.ts'
import type { FlagSource } from '../flag-source.ts'
import { createUnleashFlagSource, type UnleashFlagSourceOptions } from '../flag-source.unleash.ts'
import { tokens } from './running-flags.ts'

/** A new folder, under the temporary ones. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'banyan-flags-'))
}

/** A source as the façade makes it, quiet and without usage reports. */
export function openSource(
  options: Partial<UnleashFlagSourceOptions> & { readonly url: string },
): Promise<FlagSource> {
  return createUnleashFlagSource({
    token: tokens.client,
    appName: 'test',
    directory: emptyFolder(),
    log: silentLog,
    degraded: () => undefined,
    usageIntervalMs: 0,
    ...options,
  })
}

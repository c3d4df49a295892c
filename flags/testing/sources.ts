import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '#contracts/process/log.ts'
import type { FlagSource } from '../flag-source.ts'
import { createUnleashFlagSource, type UnleashFlagSourceOptions } from '../flag-source.unleash.ts'
import { tokens } from './running-flags.ts'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A new folder, gone after the tests of a file. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-flags-'))
  folders.push(folder)
  return folder
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

// Which settings a process knows: asked of the process itself, not of its source.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type AskedSettings = {
  readonly exitCode: number | null
  /** Names that it asked its environment for. */
  readonly known: ReadonlySet<string>
  /** Names that it said are missing or wrong, one line each. */
  readonly complaints: readonly string[]
}

const hook = new URL('./asked-settings-hook.mjs', import.meta.url).href

/** Runs a script with the settings given; made for those that it refuses, so that it ends at once. */
export function askForSettings(
  script: string,
  given: { readonly [name: string]: string } = {},
): AskedSettings {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-asked-'))
  const file = join(folder, 'asked.json')
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', '--import', hook, script], {
    env: { PATH: process.env.PATH, ...given, ASKED_SETTINGS_FILE: file },
    encoding: 'utf8',
    timeout: 20_000,
  })
  const known = new Set(JSON.parse(readFileSync(file, 'utf8')) as string[])
  rmSync(folder, { recursive: true, force: true })
  return {
    exitCode: status,
    known,
    complaints: [...stderr.matchAll(/^ {2}- ([A-Z_]+):/gm)].map(([, name = '']) => name),
  }
}

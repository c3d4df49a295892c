// Runs the check and all kinds of test one after the other; ends with one line: N passed, N failed.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

type Count = { readonly passed: number; readonly failed: number; readonly skipped: number }

const kinds = ['unit', 'postgres', 'suite', 'system'] as const
const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })
const wanted = values.only?.split(',') ?? kinds
const folder = mkdtempSync(join(tmpdir(), 'banyan-test-'))
const counts: Count[] = []

if (!values.only && positionals.length === 0) counts.push(await check())
for (const kind of kinds.filter((k) => wanted.includes(k))) counts.push(await jest(kind))
rmSync(folder, { recursive: true, force: true })

const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0)
if (sum('skipped') > 0) process.stdout.write(`${sum('skipped')} skipped; each says why above\n`)
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`)
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1

/** The check counts as one test. */
async function check(): Promise<Count> {
  const ok = (await run(['scripts/check/main.ts', '--no-unit'])) === 0
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

async function jest(kind: (typeof kinds)[number]): Promise<Count> {
  process.stdout.write(`\n== ${kind} ==\n`)
  const results = join(folder, `${kind}.json`)
  // Whole systems do not share two cores well.
  const workers = kind === 'system' ? ['--runInBand'] : []
  const code = await run([
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    kind,
    '--json',
    `--outputFile=${results}`,
    '--passWithNoTests',
    ...workers,
    ...positionals,
  ])
  return countOf(results, code)
}

function countOf(file: string, exitCode: number): Count {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>
    const broken = Math.max(
      found.numRuntimeErrorTestSuites ?? 0,
      exitCode !== 0 && !found.numFailedTests ? 1 : 0,
    )
    return {
      passed: found.numPassedTests ?? 0,
      failed: (found.numFailedTests ?? 0) + broken,
      skipped: found.numPendingTests ?? 0,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--no-warnings', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '--no-warnings' },
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

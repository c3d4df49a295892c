// A whole façade of several workers, as its own processes, with a new side and a flag server of the test.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { aProduct } from '#facade/testing/sample-answers.ts'
import { json, startTinyUpstream, type TinyUpstream } from '#facade/testing/tiny-upstream.ts'
import { type RunningFlags, startFlags, tokens } from '#flags/testing/running-flags.ts'
import { freePort } from './free-port.ts'

export type RunningParent = {
  readonly storefront: string
  readonly operations: string
  readonly folder: string
  readonly upstream: TinyUpstream
  readonly flags: RunningFlags
  readonly pid: number
  /** Standard output and error so far. */
  said(): string
  /** Process ids of the workers that live. */
  workers(): Promise<readonly number[]>
  metric(line: string): Promise<number | null>
  signal(signal: NodeJS.Signals): void
  /** Exit code, when it has ended. */
  readonly ended: Promise<number | null>
  /** Ends whatever still runs. */
  close(): Promise<void>
}

export const operator = { authorization: 'Bearer the-operator-token' }

/**
 * Everybody is sent to the new side. Resolves when it is ready or has ended.
 * @param output descriptor for its log, instead of `said`
 */
export async function startParent(
  change: Record<string, string> = {},
  output: number | 'pipe' = 'pipe',
): Promise<RunningParent> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-parent-'))
  const upstream = await startTinyUpstream(json(aProduct('new')))
  const flags = await startFlags()
  await flags.admin.setPercent('catalog', 100, { actor: 'test', reason: 'test' })
  const [port, operationsPort, nobody] = [await freePort(), await freePort(), await freePort()]
  const environment = {
    ...{ BANYAN_MODE: 'embedded', FACADE_PORT: String(port), OPERATIONS_PORT: String(operationsPort) },
    ...{ LEGACY_URL: `http://127.0.0.1:${nobody}`, NEW_URL: upstream.url },
    ...{ UNLEASH_URL: flags.server.url, UNLEASH_TOKEN: tokens.client, FACADE_WORKERS: '2' },
    ...{ VISITOR_SECRET: 'the-visitor-secret', TESTER_SECRET: 'the-tester-secret' },
    ...{ OPERATOR_TOKEN: 'the-operator-token', SERVICE_TOKEN: 'the-service-token' },
    ...{ DATABASE_URL: `postgres://nobody@127.0.0.1:${nobody}/nothing`, DATA_DIR: folder },
    // Every request is to reach the upstream, and there is no database to hear changes from.
    CACHE_BYTES: '0',
  }
  const script = fileURLToPath(new URL('../../facade/parent.ts', import.meta.url))
  const child = spawn(process.execPath, ['--no-warnings', script], {
    env: { PATH: process.env.PATH, ...environment, ...change },
    stdio: ['ignore', output, 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  await Promise.race([once(child, 'message'), ended])
  const operations = `http://127.0.0.1:${operationsPort}`
  return {
    ...{ storefront: `http://127.0.0.1:${port}`, operations, folder, upstream, flags, ended },
    pid: child.pid ?? 0,
    said: () => said,
    workers: async () => livingWorkers(await metricsOf(operations)),
    metric: async (line) => metricIn(await metricsOf(operations), line),
    signal: (signal) => void child.kill(signal),
    close: async () => {
      await end(child, ended)
      await upstream.stop()
      await flags.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  await ended
}

/** Not at once: who waits for a figure must not keep all workers busy with telling it. */
async function metricsOf(operations: string): Promise<string> {
  await pause(50)
  return (await fetch(`${operations}/metrics`)).text()
}

/** Sum of all rows that begin so, or null where there is none. */
function metricIn(text: string, line: string): number | null {
  const rows = text.split('\n').filter((row) => row.startsWith(line))
  return rows.length === 0 ? null : rows.reduce((sum, row) => sum + Number(row.split(' ').at(-1)), 0)
}

function livingWorkers(text: string): readonly number[] {
  return text
    .split('\n')
    .filter((row) => row.startsWith('banyan_worker_pid{'))
    .map((row) => Number(row.split(' ').at(-1)))
}

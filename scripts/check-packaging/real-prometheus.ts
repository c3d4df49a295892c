// A real Prometheus on the configuration that compose mounts, where the machine has one.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { freePort } from '#scripts/testing/free-port.ts'
import { until } from '#scripts/testing/visitors.ts'

export const prometheusFolder = 'deploy/prometheus'

/** Job of prometheus.yml → where its processes are here, `host:port`. */
export type Targets = { readonly [job: string]: readonly string[] }

type Series = { readonly metric: { readonly [label: string]: string }; readonly value: [number, string] }

export type RealPrometheus = {
  /** Series of an instant query. @throws Error when Prometheus does not understand it */
  query(expression: string): Promise<readonly Series[]>
  /** Places that do not answer, each with why. */
  silent(): Promise<readonly string[]>
  stop(): Promise<void>
}

/** Why a program cannot be run here, or null when it can. */
export function whyMissing(program: 'prometheus' | 'promtool'): string | null {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return null
  } catch (error) {
    return `${program} is not there (${(error as NodeJS.ErrnoException).code ?? 'it failed'})`
  }
}

/**
 * Starts it with the jobs asking what is here instead of what the compose network would resolve.
 * @param token what the secret that compose mounts holds
 */
export async function startRealPrometheus(targets: Targets, token: string): Promise<RealPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-prometheus-'))
  const port = await freePort()
  copyFileSync(join(prometheusFolder, 'alerts.yml'), join(folder, 'alerts.yml'))
  writeFileSync(join(folder, 'service-token'), token, { mode: 0o600 })
  writeFileSync(join(folder, 'prometheus.yml'), configurationFor(targets).replaceAll('/run/secrets/', ''))
  const options = [
    'config.file=prometheus.yml',
    'storage.tsdb.path=data',
    `web.listen-address=127.0.0.1:${port}`,
  ]
  const child = spawn(
    'prometheus',
    options.map((option) => `--${option}`),
    { cwd: folder, stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${port}`
  await until(async () => (await fetch(`${url}/-/ready`).catch(() => null))?.ok ?? false)
  return {
    query: (expression) => query(url, expression),
    silent: () => silentTargets(url),
    stop: async () => {
      await stopped(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configurationFor(targets: Targets): string {
  const { scrape_configs: jobs, ...rest } = parse(
    readFileSync(join(prometheusFolder, 'prometheus.yml'), 'utf8'),
  )
  const here = jobs.map(
    ({ dns_sd_configs: _names, ...job }: { job_name: string; dns_sd_configs?: unknown }) => ({
      ...job,
      static_configs: [{ targets: targets[job.job_name] ?? [] }],
    }),
  )
  return stringify({ ...rest, scrape_configs: here })
}

async function query(url: string, expression: string): Promise<readonly Series[]> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
  const body = (await answer.json()) as { status: string; error?: string; data: { result: Series[] } }
  if (body.status !== 'success') throw new Error(`${expression}: ${body.error}`)
  return body.data.result
}

type Target = { readonly health: string; readonly lastError: string; readonly scrapePool: string }

async function silentTargets(url: string): Promise<readonly string[]> {
  const answer = await fetch(`${url}/api/v1/targets?state=active`)
  const { data } = (await answer.json()) as { data: { activeTargets: readonly Target[] } }
  return data.activeTargets.flatMap(({ health, lastError, scrapePool }) =>
    health === 'up' ? [] : [`${scrapePool}: ${lastError || health}`],
  )
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

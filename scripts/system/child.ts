// One process of the system: started, watched, restarted when it falls, stopped in order.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'

export type ChildPlan = {
  readonly name: string
  /** Path of the script, run by this Node. */
  readonly script: string
  readonly environment: { readonly [name: string]: string }
  readonly logFile: string
  readonly cwd: string
  /** V8 settings, e.g. a heap bound. */
  readonly nodeOptions?: readonly string[]
}

export type Child = {
  readonly name: string
  readonly pid: number | undefined
  stop(signal?: NodeJS.Signals): Promise<void>
  start(): Promise<void>
}

export type ChildEvents = {
  /** A line of progress from the process, e.g. how far a first population is. */
  readonly progress?: (text: string) => void
  readonly fell?: (name: string, how: string) => void
}

const restartPausesMs = [250, 1_000, 2_000, 5_000]
const killAfterMs = 28_000
const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TZ', 'LOG_LEVEL', 'NODE_EXTRA_CA_CERTS']

/**
 * Starts a process and waits until it says that it is ready (IPC message 'ready').
 * @throws Error with where its log is, when it ends before
 */
export async function startChild(plan: ChildPlan, events: ChildEvents = {}): Promise<Child> {
  let current: Watched | null = null
  let wanted = true
  let falls = 0

  const launch = async (): Promise<void> => {
    const child = spawnPlan(plan, falls > 0)
    current = child
    child.on('exit', (code, signal) => {
      if (!wanted || current !== child || !child.wasReady) return
      events.fell?.(plan.name, signal ?? `exit ${code}`)
      void relaunch()
    })
    await untilReady(child, plan, events)
    child.wasReady = true
  }
  const relaunch = async (): Promise<void> => {
    const pause = restartPausesMs[Math.min(falls++, restartPausesMs.length - 1)] ?? 0
    await new Promise((resolve) => setTimeout(resolve, pause))
    if (wanted) await launch().catch(() => (wanted ? relaunch() : undefined))
  }
  await launch()
  return {
    name: plan.name,
    get pid() {
      return current?.pid
    },
    start: async () => {
      wanted = true
      await launch()
    },
    stop: async (signal = 'SIGTERM') => {
      wanted = false
      if (current) await end(current, signal)
    },
  }
}

type Watched = ChildProcess & { wasReady?: boolean }

function spawnPlan(plan: ChildPlan, again: boolean): Watched {
  mkdirSync(dirname(plan.logFile), { recursive: true })
  if (!again && existsSync(plan.logFile)) renameSync(plan.logFile, `${plan.logFile}.before`)
  const log = openSync(plan.logFile, 'a')
  const own = Object.fromEntries(inherited.flatMap((n) => (process.env[n] ? [[n, process.env[n]]] : [])))
  // Detached: Ctrl-C reaches the supervisor alone, which stops its children in order.
  return spawn(process.execPath, ['--no-warnings', ...(plan.nodeOptions ?? []), plan.script], {
    cwd: plan.cwd,
    env: { ...own, ...plan.environment },
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
}

function untilReady(child: ChildProcess, plan: ChildPlan, events: ChildEvents): Promise<void> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`${plan.name} did not start (${signal ?? `exit ${code}`}). Its log: ${plan.logFile}`))
    child.once('exit', onExit)
    child.once('error', reject)
    child.on('message', (message) => {
      if (message === 'ready') {
        child.off('exit', onExit)
        resolve()
      } else if (typeof message === 'string') events.progress?.(message)
    })
  })
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    child.once('exit', () => {
      clearTimeout(kill)
      resolve()
    })
    child.kill(signal)
  })
}

// Starts the bench's own processes, each on the core that it is meant for, and ends them.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Where things run: the thing measured alone on one core, all else on the others. */
export type Placement = { readonly measured: string; readonly rest: string }

/** Null where cores cannot be had apart: then all share what there is. */
export function placement(): Placement | null {
  const cores = availableParallelism()
  if (cores < 2) return null
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return { measured: '0', rest: cores === 2 ? '1' : `1-${cores - 1}` }
  } catch {
    return null
  }
}

/** Puts this process, and so all that it starts, on the cores of the rest. */
export function leaveMeasuredCore(place: Placement | null): void {
  if (place) execFileSync('taskset', ['-a', '-c', '-p', place.rest, String(process.pid)], { stdio: 'ignore' })
}

export type BenchProcess = {
  readonly child: ChildProcess
  readonly pid: number
  stop(): Promise<void>
}

type Spawned = {
  readonly script: string
  readonly environment?: { readonly [name: string]: string }
  /** Cores, as taskset writes them; null: where this process is. */
  readonly cores: string | null
  /** File descriptor for its log; errors go to ours where there is none. */
  readonly log?: number
}

/** Starts a script of this project with an IPC channel and waits for its first message. */
export async function startProcess(spawned: Spawned): Promise<BenchProcess & { readonly first: unknown }> {
  const script = fileURLToPath(new URL(`../../${spawned.script}`, import.meta.url))
  const node = [process.execPath, '--no-warnings', script]
  const command = spawned.cores === null ? node : ['taskset', '-c', spawned.cores, ...node]
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      ...spawned.environment,
    },
    stdio: ['ignore', spawned.log ?? 'ignore', spawned.log ?? 'inherit', 'ipc'],
  })
  const first = await new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve)
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`${spawned.script} ended with ${code} before it was ready`)),
    )
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    child,
    first,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      await gone
    },
  }
}

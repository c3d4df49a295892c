// A process of an image, run from its folder as the image would: its entrypoint, account and health check.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '#scripts/testing/visitors.ts'
import type { BuiltImage } from './image-folder.ts'

const run = promisify(execFile)

type Settings = { readonly [name: string]: string }

export type Ended = { readonly code: number | null; readonly stderr: string }

export type ImageProcess = {
  readonly pid: number
  /** All that it wrote. */
  output(): string
  /** Resolves once the image's own health check says healthy; rejects when the process ends before. */
  healthy(): Promise<void>
  /** SIGTERM, as `docker stop` sends it. */
  stop(): Promise<Ended>
  readonly ended: Promise<Ended>
}

/** As root the process gets the image's account, which may write nowhere but in its data folder. */
function accountOf(image: BuiltImage): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = image.user.split(':').map(Number)
  return { uid: uid ?? Number.NaN, gid: gid ?? Number.NaN }
}

/** A folder that stands for the volume /data: only the image's account may use it. */
export function dataFolder(image: BuiltImage): string {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-image-data-'))
  const { uid, gid } = accountOf(image)
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid)
  return folder
}

function optionsOf(image: BuiltImage, settings: Settings) {
  const env = { ...image.environment, ...settings, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
  return { cwd: image.folder, env, ...accountOf(image) }
}

/** Starts a command of the image; its settings come on top of the image's own. */
export function startImageProcess(
  image: BuiltImage,
  command: readonly string[],
  settings: Settings,
): ImageProcess {
  const [program = '', ...fixed] = image.entrypoint
  const options = optionsOf(image, settings)
  const child = spawn(program, [...fixed, ...command], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const heard = listenTo(child)
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => resolve({ code, stderr: heard.stderr() })),
  )
  const healthCommand = [...image.healthcheck, String(child.pid)]
  return {
    pid: child.pid ?? 0,
    output: heard.all,
    ended,
    healthy: async () => {
      const gone = ended.then(() => true)
      await untilHealthy(healthCommand, options, gone)
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${tail(heard.all())}`)
    },
    stop: async () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Runs a command of the image to its end, e.g. the CLI. @throws what execFile throws when it fails */
export async function runInImage(
  image: BuiltImage,
  command: readonly string[],
  settings: Settings,
): Promise<string> {
  const [program = '', ...fixed] = image.entrypoint
  return (await run(program, [...fixed, ...command], optionsOf(image, settings))).stdout
}

function listenTo(child: ChildProcess): { all(): string; stderr(): string } {
  let all = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    all += chunk
  })
  child.stderr?.on('data', (chunk) => {
    all += chunk
    stderr += chunk
  })
  return { all: () => all, stderr: () => stderr }
}

/** Asks the image's own health check; gives up when the process is gone. */
async function untilHealthy(
  command: readonly string[],
  options: ReturnType<typeof optionsOf>,
  gone: Promise<boolean>,
): Promise<void> {
  const [program = '', ...rest] = command
  const ask = () =>
    run(program, rest, options).then(
      () => true,
      () => false,
    )
  await until(() => Promise.race([ask(), gone]), 90_000)
}

function tail(text: string): string {
  return text.slice(-4_000)
}

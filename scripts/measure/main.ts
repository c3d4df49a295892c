// `npm run measure`: clones what is committed into an empty folder and measures what a newcomer meets there:
// time from
// `npm start` to the first contract answer, of a restart, and memory in all. Ends with one JSON line.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '#scripts/testing/running-system.ts'
import { projectRoot } from '../system/system.ts'
import { commandOf, processTree, pssMiB } from './memory.ts'

const limits = { firstAnswerSeconds: 90, restartSeconds: 10, memoryMiB: 1228.8 }

const folder = mkdtempSync(join(tmpdir(), 'banyan-measure-'))
const clone = join(folder, 'banyan')
const ports = await freePorts()
const address = `http://127.0.0.1:${ports.FACADE_PORT}/v1/products?pageSize=1`
const settings = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]))

type Started = {
  readonly child: ChildProcess
  readonly firstAnswerSeconds: number
  readonly readySeconds: number
}

async function start(): Promise<Started> {
  const at = performance.now()
  const seconds = () => (performance.now() - at) / 1000
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...process.env, ...settings, BANYAN_HOME: join(clone, '.banyan') },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith('Ctrl-C')) resolve(seconds())
    })
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)))
  })
  while (!(await answers())) await pause(50)
  const firstAnswerSeconds = seconds()
  return { child, firstAnswerSeconds, readySeconds: await ready }
}

async function answers(): Promise<boolean> {
  try {
    const answer = await fetch(address)
    return answer.ok && ((await answer.json()) as { total: number }).total > 0
  } catch {
    return false
  }
}

async function stop({ child }: Started): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-(child.pid ?? 0), 'SIGINT')
  await gone
}

function memory({ child }: Started): { readonly mib: number; readonly rows: Record<string, number> } {
  const rows: Record<string, number> = {}
  for (const pid of processTree(child.pid ?? 0)) {
    const command = commandOf(pid)
    const name = command.includes('postgres') ? 'postgres' : (/(\S+\.(?:ts|mjs))/.exec(command)?.[1] ?? 'npm')
    const short = name.replace(`${clone}/`, '')
    rows[short] = Math.round(((rows[short] ?? 0) + pssMiB(pid)) * 10) / 10
  }
  return { mib: Math.round(Object.values(rows).reduce((a, b) => a + b, 0)), rows }
}

try {
  execFileSync('git', ['clone', '--quiet', projectRoot, clone])
  const first = await start()
  const used = memory(first)
  await stop(first)
  const second = await start()
  await stop(second)
  const found = {
    firstAnswerSeconds: Number(first.firstAnswerSeconds.toFixed(1)),
    firstReadySeconds: Number(first.readySeconds.toFixed(1)),
    restartSeconds: Number(second.firstAnswerSeconds.toFixed(1)),
    memoryMiB: used.mib,
  }
  for (const [name, mib] of Object.entries(used.rows))
    process.stderr.write(`${String(mib).padStart(8)} MiB  ${name}\n`)
  const ok =
    found.firstAnswerSeconds <= limits.firstAnswerSeconds &&
    found.restartSeconds <= limits.restartSeconds &&
    found.memoryMiB <= limits.memoryMiB
  process.stdout.write(`${JSON.stringify({ ...found, limits, ok })}\n`)
  process.exitCode = ok ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

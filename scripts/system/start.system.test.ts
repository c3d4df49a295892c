import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePorts, temporaryHome } from '#scripts/testing/running-system.ts'
import { until } from '#scripts/testing/visitors.ts'
import { takenPorts } from './check-ports.ts'
import type { Ports } from './ports.ts'
import { projectRoot } from './system.ts'

let home: string
let ports: Ports
let running: ChildProcess | null = null

beforeAll(async () => {
  home = temporaryHome()
  ports = await freePorts()
})

afterAll(async () => {
  running?.kill('SIGINT')
  if (running) await ended(running)
  rmSync(home, { recursive: true, force: true })
}, 60_000)

/** Runs `npm start`'s script; resolves when a line of its output matches. */
function start(waitFor: RegExp): Promise<ChildProcess> {
  const settings = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]))
  const child = spawn(process.execPath, [join(projectRoot, 'scripts/start.mjs')], {
    env: { ...process.env, ...settings, BANYAN_HOME: home },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    const lines: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        if (waitFor.test(line)) resolve(child)
      })
    }
    child.on('exit', (code) => reject(new Error(`ended (${code}) before ${waitFor}:\n${lines.join('\n')}`)))
  })
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  process.kill(-(child.pid ?? 0), signal)
}

async function allPortsFree(): Promise<boolean> {
  return (await takenPorts(ports)).length === 0
}

async function products(): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${ports.FACADE_PORT}/v1/products?pageSize=1`)
  return ((await answer.json()) as { total: number }).total
}

describe('npm start', () => {
  test('a first run killed while the suite is being filled recovers with the next start', async () => {
    const first = await start(/PostgreSQL: up/)
    killGroup(first, 'SIGKILL')
    await ended(first)
    running = await start(/Ctrl-C stops everything/)
    expect(await products()).toBeGreaterThan(50)
  }, 240_000)

  test('Ctrl-C stops everything that it started', async () => {
    const child = running as ChildProcess
    killGroup(child, 'SIGINT')
    expect(await ended(child)).toBe(0)
    expect(await takenPorts(ports)).toEqual([])
    running = null
  }, 60_000)

  test('a supervisor killed outright takes its processes with it, and the next start is sound', async () => {
    const child = await start(/Ctrl-C stops everything/)
    killGroup(child, 'SIGKILL')
    await ended(child)
    const { POSTGRES_PORT: _leftRunning, ...others } = ports
    await until(async () => (await takenPorts(others)).length === 0, 40_000)
    running = await start(/Ctrl-C stops everything/)
    expect(await products()).toBeGreaterThan(50)
    killGroup(running, 'SIGINT')
    expect(await ended(running)).toBe(0)
    expect(await allPortsFree()).toBe(true)
    running = null
  }, 240_000)
})

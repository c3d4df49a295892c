// A real Unleash server for tests: its own process, a port of its own, 127.0.0.1, a database that the test
// brings.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { installUnleash } from '#scripts/unleash/install.ts'
import { unleashEnvironment } from '#scripts/unleash/settings.ts'
import { freePort } from './free-port.ts'

export type RealUnleash = {
  /** Base of its API, as `UNLEASH_URL` has it: `http://127.0.0.1:<port>/api`. */
  readonly url: string
  readonly adminToken: string
  readonly clientToken: string
  readonly pid: number
  stop(): Promise<void>
}

/** Installs it when it is missing, starts it on an empty database and waits until it answers. */
export async function startRealUnleash(databaseUrl: string): Promise<RealUnleash> {
  const program = await installUnleash()
  const port = await freePort()
  const adminToken = `*:*.${randomBytes(16).toString('hex')}`
  const clientToken = `default:development.${randomBytes(16).toString('hex')}`
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, ...unleashEnvironment({ port, databaseUrl, adminToken, clientToken }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = lastWords(child)
  await untilItAnswers(`http://127.0.0.1:${port}/health`, child, said)
  const tell = (code: number | null, signal: string | null) =>
    process.stderr.write(`The real Unleash ended by itself (${code ?? signal}):\n${said()}\n`)
  child.once('exit', tell)
  return {
    url: `http://127.0.0.1:${port}/api`,
    adminToken,
    clientToken,
    pid: child.pid ?? 0,
    stop: () => stop(child.off('exit', tell)),
  }
}

function lastWords(child: ChildProcess): () => string {
  let said = ''
  const keep = (chunk: unknown) => {
    said = `${said}${chunk}`.slice(-4_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => said
}

async function untilItAnswers(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const giveUpAt = Date.now() + 120_000
  while (Date.now() < giveUpAt) {
    if (child.exitCode !== null || child.signalCode !== null) break
    const healthy = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.ok,
      () => false,
    )
    if (healthy) return
    await pause(100)
  }
  child.kill('SIGKILL')
  throw new Error(`The real Unleash did not start:\n${said()}`)
}

/** It closes its server in its own time; after ten seconds it is ended. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(late)
}

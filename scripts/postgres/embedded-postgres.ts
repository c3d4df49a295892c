// A real PostgreSQL of our own, driven directly: initdb, postgres, SIGINT. Nothing else to install.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { type Binaries, findBinaries, reachable } from './binaries.ts'

const run = promisify(execFile)

export type EmbeddedPostgres = {
  readonly pid: number
  readonly port: number
  /** Connection string of a database in it. */
  url(database?: string): string
  /** Resolves when it has gone, also when it went by itself. */
  readonly exited: Promise<void>
  stop(): Promise<void>
}

export type EmbeddedPostgresOptions = {
  /** Kept between starts; made when missing. */
  readonly dataDirectory: string
  readonly port: number
  readonly password: string
  /** Extra `name=value` settings. */
  readonly settings?: readonly string[]
}

/**
 * Starts PostgreSQL on 127.0.0.1 and waits until it answers. One that a killed earlier run left behind in the
 * same
 * folder is stopped first. A first start that was killed half-way leaves nothing that a second would trust.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = findBinaries()
  const data = placeFor(options.dataDirectory, binaries)
  await stopLeftOver(data)
  if (!existsSync(data)) await initialise(data, options.password, binaries)
  const child = launch(data, options, binaries)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = (database = 'postgres') =>
    `postgres://banyan:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`
  await untilItAnswers(url(), child)
  return {
    pid: child.pid ?? 0,
    port: options.port,
    url,
    exited,
    stop: async () => {
      child.kill('SIGINT')
      await exited
    },
  }
}

/** The folder asked for, or, where the account that runs PostgreSQL cannot walk to it, one that it can. */
function placeFor(folder: string, binaries: Binaries): string {
  mkdirSync(dirname(folder), { recursive: true })
  if (reachable(dirname(folder), binaries.account)) return folder
  const stamp = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  return `/var/tmp/banyan-data-${stamp}`
}

async function initialise(data: string, password: string, binaries: Binaries): Promise<void> {
  const half = `${data}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { mode: 0o700 })
  const passwordFile = join(half, '..', `.pw-${randomBytes(6).toString('hex')}`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (binaries.account) {
    chownSync(half, binaries.account.uid, binaries.account.gid)
    chownSync(passwordFile, binaries.account.uid, binaries.account.gid)
  }
  try {
    await run(
      join(binaries.directory, 'initdb'),
      [
        '-D',
        half,
        '-U',
        'banyan',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-sync',
      ],
      { ...binaries.account, cwd: '/', env: { PATH: process.env.PATH } },
    )
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(half, data)
}

function launch(data: string, options: EmbeddedPostgresOptions, binaries: Binaries): ChildProcess {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${options.port}`,
    'unix_socket_directories=',
    'shared_buffers=64MB',
    'max_connections=200',
    ...(options.settings ?? []),
  ]
  // Detached: Ctrl-C in the terminal must not stop the database before those who use it.
  return spawn(join(binaries.directory, 'postgres'), ['-D', data, ...settings.flatMap((s) => ['-c', s])], {
    ...binaries.account,
    cwd: '/',
    env: { PATH: process.env.PATH },
    detached: true,
    stdio: 'ignore',
  })
}

async function stopLeftOver(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!Number.isInteger(pid) || !isPostgres(pid)) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 200 && existsSync(file); i++) await pause(50)
  if (existsSync(file)) process.kill(pid, 'SIGQUIT')
}

/** A process id may have been given to somebody else since. */
function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !existsSync('/proc') || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    return false
  }
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `PostgreSQL ended at once (exit ${child.exitCode}); is its port taken by somebody else?`,
      )
    }
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('SELECT 1')
      return
    } catch (error) {
      if (Date.now() > giveUpAt) throw new Error('PostgreSQL did not answer within 60 s', { cause: error })
      await pause(25)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

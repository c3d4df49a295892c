// Installs the pinned real Unleash into its own folder, once: a killed or concurrent install leaves
// nothing half.
import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const leftOverAfterMs = 30 * 60_000

/** The real Unleash's server program, installed first where it is missing. */
export async function installUnleash(): Promise<string> {
  const program = join(modules, 'unleash-server', 'dist', 'server.js')
  if (installedVersion() === pinnedVersion()) return program
  removeLeftOvers()
  const half = mkdtempSync(join(here, '.installing-'))
  try {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(here, file), join(half, file))
    await npmCi(half)
    if (installedVersion() !== pinnedVersion()) {
      rmSync(modules, { recursive: true, force: true })
      putInPlace(join(half, 'node_modules'))
    }
  } finally {
    rmSync(half, { recursive: true, force: true })
  }
  return program
}

/** A killed install leaves its folder; one that is younger may still be at work. */
function removeLeftOvers(): void {
  for (const name of readdirSync(here)) {
    if (!name.startsWith('.installing-')) continue
    const folder = join(here, name)
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > leftOverAfterMs) rmSync(folder, { recursive: true, force: true })
  }
}

/** Somebody else may have been faster; then theirs serves. */
function putInPlace(made: string): void {
  try {
    renameSync(made, modules)
  } catch (error) {
    if (installedVersion() !== pinnedVersion()) throw error
  }
}

function pinnedVersion(): string {
  return JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies['unleash-server']
}

function installedVersion(): string | null {
  const file = join(modules, 'unleash-server', 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : null
}

/** Without install scripts: Unleash needs none, and none of 400 packages may run one. */
function npmCi(directory: string): Promise<void> {
  const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = spawn('npm', options, {
    cwd: directory,
    env: { ...process.env, PATH: path, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  npm.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-4_000)
  })
  return new Promise((resolve, reject) => {
    npm.once('error', reject)
    npm.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`npm ci of the real Unleash ended with ${code}:\n${said}`))
    })
  })
}

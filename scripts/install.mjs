// Plain JavaScript on purpose: runs on an older system Node, before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)

/**
 * Installs the packages where they are missing or no longer what the lock file says, then runs a script on
 * Node 24
 * and ends as it ends.
 * @param {string} script path within the project
 * @param {string[]} args
 * @param {{ suite?: boolean }} needs suite: the bundled suite's own packages too
 */
export async function handOver(script, args, needs = {}) {
  const startedAt = Date.now()
  await installAll(needs)
  const child = spawn(pinnedNode, ['--no-warnings', join(root, script), ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      BANYAN_STARTED_AT: String(startedAt),
      PATH: `${dirname(pinnedNode)}:${process.env.PATH}`,
    },
  })
  // The terminal sends Ctrl-C to both; whoever signals only this process means the child.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => undefined)
  process.exitCode = await ended(child)
}

/** @param {{ suite?: boolean }} needs */
export async function installAll(needs) {
  const folders = [root, ...(needs.suite ? [join(root, 'suite')] : [])]
  await Promise.all(folders.filter((folder) => !isInstalled(folder)).map(install))
  if (!existsSync(pinnedNode))
    await run(process.execPath, [join('node_modules', 'node', 'installArchSpecificPackage.js')], root)
  if (!existsSync(pinnedNode))
    fail('Node 24 could not be installed (npm package "node"). Is ignore-scripts set?')
}

/**
 * npm writes its own list into node_modules when an installation is complete: it must hold what the lock
 * names.
 */
function isInstalled(folder) {
  const done = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(done)) return false
  const installed = JSON.parse(readFileSync(done, 'utf8')).packages
  const wanted = Object.entries(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages)
  return wanted.every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  )
}

async function install(folder) {
  const name = folder === root ? 'packages' : "the bundled suite's packages"
  const startedAt = Date.now()
  console.error(`banyan: installing ${name} …`)
  const npm = process.env.npm_execpath
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm, ...flags]] : ['npm', flags]
  const timer = setInterval(() => {
    console.error(`banyan: still installing ${name} (${Math.round((Date.now() - startedAt) / 1000)} s)`)
  }, 10_000)
  const code = await run(command, args, folder)
  clearInterval(timer)
  if (code !== 0) fail(`Installing ${name} failed (npm ci ended with ${code}); its messages are above.`)
  console.error(`banyan: ${name} installed in ${Math.round((Date.now() - startedAt) / 1000)} s`)
}

function run(command, args, cwd) {
  return ended(spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] }))
}

function ended(child) {
  return new Promise((resolve) => {
    child.on('error', () => resolve(1))
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}

function fail(message) {
  console.error(`banyan: ${message}`)
  process.exit(1)
}

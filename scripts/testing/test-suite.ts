// A real suite for tests: populated once into a template under .banyan, copied for each use.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

/** Settings of the suite's process that make another catalogue. */
export type SuiteCatalogue = { readonly [name: string]: string }

export type TestSuite = {
  readonly url: string
  /** Process id, for tests that stop and measure it. */
  readonly pid: number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const suite = join(root, 'suite')
const templates = join(root, '.banyan', 'test-suite')

/**
 * Starts a real suite on a copy of the template; resolves when it answers and its search index is complete.
 */
export async function startTestSuite(catalogue: SuiteCatalogue = {}): Promise<TestSuite> {
  const template = await suiteTemplate(catalogue)
  const folder = mkdtempSync(join(tmpdir(), 'banyan-suite-'))
  cpSync(template, folder, { recursive: true })
  const port = await freePort()
  const running = await startSuite(folder, port, catalogue)
  return {
    url: `http://127.0.0.1:${port}`,
    pid: running.pid ?? 0,
    async stop() {
      await ended(running)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The data folder of a populated suite, to be copied; made when this version of the suite has none yet. */
export async function suiteTemplate(catalogue: SuiteCatalogue = {}): Promise<string> {
  await install()
  const template = join(templates, fingerprint(catalogue))
  if (existsSync(template)) return template
  mkdirSync(templates, { recursive: true })
  const folder = mkdtempSync(join(templates, 'partial-'))
  await ended(await startSuite(folder, await freePort(), catalogue))
  try {
    renameSync(folder, template)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    // Another test run was first: its template is as good.
    if (!existsSync(template)) throw error
  }
  return template
}

function fingerprint(catalogue: SuiteCatalogue): string {
  const hash = createHash('sha256')
  const sources = readdirSync(suite).filter((name) => name.endsWith('.mjs'))
  for (const name of [...sources, 'package-lock.json'].sort()) hash.update(readFileSync(join(suite, name)))
  return hash
    .update(JSON.stringify(Object.entries(catalogue).sort()))
    .digest('hex')
    .slice(0, 16)
}

async function install(): Promise<void> {
  if (existsSync(join(suite, 'node_modules', '.package-lock.json'))) return
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = spawn('npm', flags, { cwd: suite, stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise((resolve) =>
    npm.once('exit', resolve).once('error', () => resolve('no npm')),
  )
  if (code !== 0) throw new Error(`installing the bundled suite failed (npm ci: ${code})`)
}

function startSuite(dataDir: string, port: number, catalogue: SuiteCatalogue): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(suite, 'main.mjs')], {
    env: {
      PATH: process.env.PATH,
      ...catalogue,
      SUITE_DATA_DIR: dataDir,
      SUITE_PORT: String(port),
      SUITE_HOST: '127.0.0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output: string[] = []
  child.stdout?.on('data', (chunk) => output.push(String(chunk)))
  child.stderr?.on('data', (chunk) => output.push(String(chunk)))
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the suite ended with ${code}:\n${output.join('')}`)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

// Apache Kafka's server jars, fetched once by Maven into .banyan/kafka/<version>.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const pom = join(here, 'pom.xml')
const oldestJava = 17

/** Where the jars are, or why there is no broker on this machine. */
export type KafkaInstallation =
  | { readonly version: string; readonly jars: string }
  | { readonly missing: string }

/**
 * Fetches the jars where they are not there yet; needs Java and, for the first time, Maven and its
 * repository.
 */
export async function installKafka(): Promise<KafkaInstallation> {
  const missing = await whyNoJava()
  if (missing) return { missing }
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(readFileSync(pom, 'utf8'))?.[1] ?? 'unknown'
  const jars = join(here, '../../.banyan/kafka', version)
  if (existsSync(jars)) return { version, jars }
  const half = `${jars}.${process.pid}`
  mkdirSync(half, { recursive: true })
  try {
    await run('mvn', mavenArguments(half), { timeout: 300_000 })
    renameSync(half, jars)
    return { version, jars }
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (existsSync(jars)) return { version, jars }
    return { missing: `Maven could not fetch Kafka ${version}: ${firstLine(error)}` }
  }
}

function mavenArguments(folder: string): string[] {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]
  return ['--batch-mode', '--quiet', '--no-transfer-progress', '--file', pom, ...goal]
}

async function whyNoJava(): Promise<string | null> {
  try {
    const { stderr } = await run('java', ['-version'])
    const found = Number(/version "(\d+)/.exec(stderr)?.[1])
    return found >= oldestJava ? null : `Java ${oldestJava} or later is needed, there is ${found || 'none'}`
  } catch (error) {
    return `there is no Java: ${firstLine(error)}`
  }
}

function firstLine(error: unknown): string {
  const { code, stdout } = error as NodeJS.ErrnoException & { stdout?: string }
  if (code === 'ENOENT') return 'the command is not installed'
  const line = stdout?.split('\n').find((l) => l.includes('[ERROR]'))
  return line ?? String(error).split('\n')[0] ?? 'unknown'
}

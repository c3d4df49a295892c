// `npm run check`: everything that can be said about the code in under a minute. `--no-unit` leaves the tests
// out.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { findings } from './source-rules.ts'

const run = promisify(execFile)
const node = process.execPath

type Check = { readonly name: string; readonly find: () => Promise<string> }

const checks: readonly Check[] = [
  {
    name: 'format and lint',
    find: () => command('node_modules/@biomejs/biome/bin/biome', ['ci', '--colors=off']),
  },
  { name: 'types', find: () => command('node_modules/@typescript/native/bin/tsc', []) },
  { name: 'generated files', find: () => command('scripts/generate-contract.ts', ['--check']) },
  { name: 'generated docs', find: () => command('scripts/docs/generate-reference.ts', ['--check']) },
  { name: 'imports and sizes', find: sourceFindings },
]

const unit: Check = { name: 'unit tests', find: unitTests }

async function command(script: string, args: readonly string[]): Promise<string> {
  try {
    await run(node, ['--no-warnings', script, ...args], { maxBuffer: 64 << 20 })
    return ''
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return `${stdout}${stderr}`.trim() || String(error)
  }
}

async function unitTests(): Promise<string> {
  try {
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
    await run(node, [...jest, '--selectProjects', 'unit', '--silent'], { maxBuffer: 64 << 20 })
    return ''
  } catch (error) {
    return (error as { stderr?: string }).stderr ?? String(error)
  }
}

async function sourceFindings(): Promise<string> {
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.mjs'])
  const paths = stdout.split('\n').filter((p) => p && !p.includes('/generated/') && !p.startsWith('suite/'))
  return paths.flatMap((path) => findings({ path, text: readFileSync(path, 'utf8') }, aliases())).join('\n')
}

function aliases(): Map<string, string> {
  const { imports } = JSON.parse(readFileSync('package.json', 'utf8')) as { imports: Record<string, string> }
  return new Map(
    Object.entries(imports).map(([a, b]) => [a.replace('*', ''), b.replace('./', '').replace('*', '')]),
  )
}

async function report({ name, find }: Check): Promise<boolean> {
  const at = Date.now()
  const found = await find()
  const seconds = ((Date.now() - at) / 1000).toFixed(1)
  process.stderr.write(`${found === '' ? 'ok  ' : 'FAIL'}  ${name} (${seconds} s)\n`)
  if (found !== '') process.stderr.write(`${found}\n\n`)
  return found === ''
}

const results = await Promise.all(checks.map(report))
if (!process.argv.includes('--no-unit')) results.push(await report(unit))
const failed = results.filter((ok) => !ok).length
process.stderr.write(`${results.length - failed} checks ok, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

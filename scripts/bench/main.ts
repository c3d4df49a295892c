// `npm run bench`: the façade beside what one would use instead, in one run on one core. Last line of stdout:
// the ratios as JSON.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { leaveMeasuredCore, placement, startProcess } from './bench-process.ts'
import { type CaseId, caseIds, startContenders } from './contenders.ts'
import { measure } from './measure.ts'
import { byCore, type Row, ratiosOf, shortfall } from './ratios.ts'
import { type Circumstances, document, reservations, table } from './report.ts'
import { sampleProductJson } from './sample-product.ts'

type Flags = { seconds: number; rounds: number; connections: number; case?: readonly CaseId[]; check?: true }

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`must be a whole number from ${least}.`)
    return value
  }
}

function cases(text: string): readonly CaseId[] {
  const names = text.split(',')
  const unknown = names.filter((name) => !caseIds.some((id) => id === name))
  if (unknown.length > 0)
    throw new InvalidArgumentError(`knows ${caseIds.join(', ')}, not ${unknown.join(', ')}.`)
  return names as CaseId[]
}

const program = new Command('bench')
  .description('Measures the façade beside a bare relay, http-proxy-middleware and Express with axios.')
  .option('--seconds <n>', 'of load per contender and round', atLeast(1), 5)
  .option('--rounds <n>', 'interleaved', atLeast(1), 3)
  .option('--connections <n>', 'at once', atLeast(1), 64)
  .option('--case <ids>', `some of ${caseIds.join(', ')}; the yardsticks bare and proxy always run`, cases)
  .option('--check', 'exit 1 when the new side is below twice http-proxy-middleware')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
program.parse()
const flags = program.opts<Flags>()
const say = (text: string) => process.stderr.write(`${text}\n`)

function circumstances(loadBefore: number): Circumstances {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { dependencies: Record<string, string>; devDependencies: Record<string, string> }
  const named = [
    'express',
    'http-proxy-middleware',
    'axios',
    'undici',
    'find-my-way',
    'ajv',
    'pino',
    'autocannon',
  ]
  const versions = { ...dependencies, ...devDependencies }
  return {
    ...{
      date: new Date().toISOString().slice(0, 10),
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
    },
    ...{ loadBefore, pinned: placement(), node: process.version },
    packages: Object.fromEntries(named.map((name) => [name, versions[name] ?? '?'])),
    command: ['npm run bench', process.argv.slice(2).join(' ')].filter((part) => part !== '').join(' -- '),
    ...{ seconds: flags.seconds, rounds: flags.rounds, connections: flags.connections },
    bodyBytes: Buffer.byteLength(sampleProductJson),
  }
}

async function run(): Promise<Row[]> {
  const place = placement()
  say(place ? `measured on core ${place.measured}, all else on ${place.rest}` : 'nothing can be pinned here')
  leaveMeasuredCore(place)
  const contenders = await startContenders(new Set([...(flags.case ?? caseIds), 'bare', 'proxy']), place)
  const stop = () => void contenders.stop().finally(() => process.exit(130))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const load = await startProcess({ script: 'scripts/bench/processes/load.ts', cores: null })
    try {
      const { seconds, rounds, connections } = flags
      const { list, visitorSecret } = contenders
      return await measure(list, { load, seconds, rounds, connections, visitorSecret, say })
    } finally {
      await load.stop()
    }
  } finally {
    await contenders.stop()
  }
}

const about = circumstances(loadavg()[0] ?? 0)
const rows = await run()
const ratios = ratiosOf(rows)
process.stdout.write(`${table(rows)}\n\n`)
for (const doubt of reservations(rows, about)) say(`note: ${doubt}`)
if (flags.case === undefined && !flags.check) {
  writeFileSync(new URL('../../docs/benchmarks.md', import.meta.url), document(rows, about))
  say('written: docs/benchmarks.md')
}
const wrong = flags.check ? shortfall(ratios, rows) : null
if (wrong !== null) say(`check failed: ${wrong}`)
const provisional = reservations(rows, about).length > 0
const perCoreSecond = ratiosOf(rows, byCore)
process.stdout.write(`${JSON.stringify({ ratios, perCoreSecond, provisional })}\n`)
process.exit(wrong === null ? 0 : 1)

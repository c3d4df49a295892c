// `npm run scorecard`: what Banyan must survive, tried row by row on real processes. One JSON line per row;
// writes the resiliency matrix into the docs.
import { Command, InvalidArgumentError, Option } from 'commander'
import { leaveMeasuredCore, placement } from '../bench/bench-process.ts'
import { keepResults } from './matrix/keep-results.ts'
import type { Tier } from './row.ts'
import { misbehave } from './rows/fault-rows.ts'
import { rows } from './rows.ts'
import { type RowResult, runRows } from './run-rows.ts'
import { lazily } from './stage/lazily.ts'
import { startStage } from './stage/stage.ts'

function rowIds(text: string): readonly string[] {
  const ids = text.split(',').map((id) => id.trim())
  const unknown = ids.filter((id) => !rows.some((row) => row.id === id))
  if (unknown.length === 0) return ids
  throw new InvalidArgumentError(`knows ${rows.map(({ id }) => id).join(', ')}, not ${unknown.join(', ')}.`)
}

type Flags = { tier: Tier; row?: readonly string[]; json?: true; write: boolean }

const program = new Command('scorecard')
  .description('Tries what Banyan must survive, row by row, on real processes.')
  .addOption(new Option('--tier <tier>', 'how long').choices(['short', 'full']).default('short'))
  .option('--row <ids>', 'only these, by comma', rowIds)
  .option('--json', 'nothing but the JSON lines')
  .option('--no-write', 'leave docs/resiliency.md as it is')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
program.parse()
const flags = program.opts<Flags>()
const say = (text: string) => void (flags.json || process.stderr.write(`${text}\n`))

const place = placement()
leaveMeasuredCore(place)
const stage = lazily(() => startStage(misbehave, place))
const end = async (code: number) => {
  await stage.end((one) => one.stop())
  process.exit(code)
}
process.once('SIGINT', () => void end(130)).once('SIGTERM', () => void end(130))

const onResult = (result: RowResult) => {
  const { id, must, found, ok } = result
  process.stdout.write(`${JSON.stringify({ id, must, found, ok })}\n`)
}
const wanted = rows.filter(({ id, tiers }) =>
  flags.row ? flags.row.includes(id) : tiers.includes(flags.tier),
)
const results = await runRows(wanted, { tier: flags.tier, stage: stage.get, say }, onResult)
if (flags.write) keepResults(results, flags.tier)
const failed = results.filter(({ ok }) => !ok)
say(`${results.length - failed.length} of ${results.length} rows ok`)
if (failed.length > 0) say(`not ok: ${failed.map(({ id }) => id).join(', ')}`)
await end(failed.length === 0 ? 0 : 1)

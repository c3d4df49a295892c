// The command itself, its short tier: every row on real processes, and none that is not ok.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { rows } from './rows.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

async function scorecard(args: readonly string[]) {
  const child = spawn(process.execPath, ['--no-warnings', main, '--no-write', ...args])
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ])
  return { lines: out.trim().split('\n'), err, code }
}

test('every row of the short tier is ok, and says so in a line of JSON', async () => {
  const { lines, err, code } = await scorecard(['--tier', 'short'])
  const results = lines.map((line) => JSON.parse(line))
  expect(results.filter(({ ok }) => !ok)).toEqual([])
  expect(results.map(({ id }) => id)).toEqual(
    rows.filter(({ tiers }) => tiers.includes('short')).map(({ id }) => id),
  )
  expect(Object.keys(results[0])).toEqual(['id', 'must', 'found', 'ok'])
  expect(err).toContain(`${results.length} of ${results.length} rows ok`)
  expect(code).toBe(0)
}, 900_000)

test.each([[['--row', 'nothing']], [['--tier', 'endless']]])(
  '%j is wrong usage and ends with 2',
  async (args) => {
    expect((await scorecard(args)).code).toBe(2)
  },
)

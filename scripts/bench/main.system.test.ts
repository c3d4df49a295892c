// The command itself, as short as can be: that it measures everybody and says so; figures mean nothing here.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { caseIds } from './contenders.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

async function bench(args: readonly string[]) {
  const child = spawn(process.execPath, ['--no-warnings', main, ...args])
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ])
  return { out, err, code }
}

test('every contender answers its load, and the last line is the ratios', async () => {
  const short = ['--case', caseIds.join(','), '--seconds', '1', '--rounds', '1', '--connections', '8']
  const { out, err, code } = await bench(short)
  expect([code, err]).toEqual([0, expect.stringContaining('round 1 of 1')])
  const rows = out.split('\n').filter((line) => /^\| .*\(`\w+`\)/.test(line))
  expect(rows.map((row) => /\(`(\w+)`\)/.exec(row)?.[1])).toEqual([...caseIds])
  // The last column counts what failed.
  for (const row of rows) expect(row).toMatch(/ 0 \|$/)
  const { ratios } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')
  for (const id of caseIds.filter((id) => id !== 'proxy')) expect(ratios[`${id}/proxy`]).toBeGreaterThan(0)
}, 120_000)

test.each([[['--case', 'nobody']], [['--seconds', 'long']]])(
  '%j is wrong usage and ends with 2',
  async (args) => {
    expect((await bench(args)).code).toBe(2)
  },
)

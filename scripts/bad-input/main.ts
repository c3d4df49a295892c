// `npm run bad-input`: sends every list of bad input to a running façade (and to the other servers at the
// edge), and counts what was tried, blocked and got through. `--json` prints one line per list, `--only a,b`
// tries some.
import { parseArgs } from 'node:util'
import { type Found, tryList } from './bad-input-list.ts'
import { lists } from './lists.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } })
const names = values.only?.split(',') ?? lists.map(({ name }) => name)
const unknown = names.filter((name) => !lists.some((list) => list.name === name))
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; known: ${lists.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}

const columns = ['tried', 'blocked', 'open'] as const
const line = (name: string, cells: readonly unknown[]) =>
  `${name.padEnd(22)}${cells.map((cell) => String(cell).padStart(9)).join('')}\n`

function tell(found: Found): void {
  if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`)
  else {
    process.stdout.write(line(found.list, [found.tried, found.blocked, found.open.length]))
    for (const what of found.open) process.stdout.write(`    OPEN ${what}\n`)
  }
}

if (!values.json) process.stdout.write(line('list', columns))
const results: Found[] = []
for (const list of lists.filter(({ name }) => names.includes(name))) {
  const found = await tryList(list)
  results.push(found)
  tell(found)
}
const sum = (count: (found: Found) => number) => results.reduce((total, found) => total + count(found), 0)
const open = sum((found) => found.open.length)
if (!values.json) process.stdout.write(line('all', [sum((f) => f.tried), sum((f) => f.blocked), open]))
// Time-outs of servers that are stopped already would hold the process for half a minute.
process.exit(open === 0 ? 0 : 1)

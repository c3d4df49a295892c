// The figures for people and for docs/benchmarks.md. Pure.
import { byCore, mustReach, type Ratios, type Row, ratiosOf } from './ratios.ts'

export type Circumstances = {
  readonly date: string
  readonly cpu: string
  readonly cores: number
  /** Mean of waiting processes over the last minute before the run: above 0.5 the machine was not quiet. */
  readonly loadBefore: number
  /** Null: nothing could be pinned. */
  readonly pinned: { readonly measured: string; readonly rest: string } | null
  readonly node: string
  readonly packages: { readonly [name: string]: string }
  readonly command: string
  readonly seconds: number
  readonly rounds: number
  readonly connections: number
  readonly bodyBytes: number
}

const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)} %`)
const whole = (value: number) => String(Math.round(value))
const over = (ratios: Ratios, id: string, yardstick: string) =>
  ratios[`${id}/${yardstick}`]?.toFixed(2) ?? '1'

type Column = { readonly title: string; cell(row: Row): string }

function columnsFor(rows: readonly Row[]): readonly Column[] {
  const [byRequests, perCore] = [ratiosOf(rows), ratiosOf(rows, byCore)]
  return [
    { title: 'contender', cell: (row) => `${row.title} (\`${row.id}\`)` },
    { title: '÷ bare', cell: (row) => over(byRequests, row.id, 'bare') },
    { title: '÷ proxy', cell: (row) => over(byRequests, row.id, 'proxy') },
    { title: '÷ proxy, per core second', cell: (row) => over(perCore, row.id, 'proxy') },
    { title: 'requests/s', cell: (row) => whole(row.requestsPerSecond) },
    { title: 'spread', cell: (row) => percent(row.spread) },
    { title: 'p50 ms', cell: (row) => whole(row.p50Ms) },
    { title: 'p99 ms', cell: (row) => whole(row.p99Ms) },
    { title: 'core busy', cell: (row) => percent(row.busy) },
    { title: 'failed', cell: (row) => whole(row.failed) },
  ]
}

function columnText({ title, cell }: Column, rows: readonly Row[], left: boolean): string[] {
  const cells = rows.map((row) => cell(row))
  const width = Math.max(title.length, ...cells.map((text) => text.length))
  const aligned = (text: string) => (left ? text.padEnd(width) : text.padStart(width))
  return [aligned(title), left ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`, ...cells.map(aligned)]
}

/** The table in aligned columns, as plain text that is Markdown too. */
export function table(rows: readonly Row[]): string {
  const columns = columnsFor(rows).map((column, i) => columnText(column, rows, i === 0))
  const lines = [0, 1, ...rows.map((_row, i) => i + 2)]
  return lines.map((line) => `| ${columns.map((column) => column[line]).join(' | ')} |`).join('\n')
}

/** Why a run is not the last word; empty when nothing speaks against it. */
export function reservations(rows: readonly Row[], about: Circumstances): string[] {
  const wide = rows.filter((row) => row.spread > 0.2).map((row) => `\`${row.id}\``)
  const idle = rows.filter((row) => row.busy !== null && row.busy < 0.85).map((row) => `\`${row.id}\``)
  return [
    about.pinned === null ? 'Nothing could be pinned: contender, load and upstream shared their cores.' : '',
    about.loadBefore > 0.5
      ? `The machine was not quiet before the run (load ${about.loadBefore.toFixed(1)}).`
      : '',
    wide.length > 0 ? `Rounds differed by more than 20 % for ${wide.join(', ')}.` : '',
    idle.length > 0
      ? `Their core was not full, so the load was the limit or the neighbours were: ${idle.join(', ')}.`
      : '',
  ].filter((text) => text !== '')
}

function placed({ pinned }: Circumstances): string {
  if (!pinned) return 'Without pinned cores.'
  const { measured, rest } = pinned
  return `The process measured runs alone on core ${measured}; load, upstreams, PostgreSQL and flag server
run on core ${rest}.`
}

const explanations = `
- \`bare\` is the least that a relay can do: no routing, no time-outs, no errors, no log.
- \`proxy\` is http-proxy-middleware as its documentation shows it.
- \`axios\` is what one would write by hand: fetch, parse, map, send.
- \`new\` is the façade as in production with its whole path: signed visitor cookie, validation, decision by
  flag from the flag server, exposure and request events into a real PostgreSQL, metrics, access log into a
  file. One visitor.
- \`crowd\` is the same with 32,000 visitors, each drawn and exposed.
- \`legacy\` is the façade's other side: the Vendure adapter asks a **stand-in** that answers GraphQL from
  memory, since a real suite is many times slower than the façade.
- \`passthrough\` is the suite's own API through the façade, to the same stand-in.`

/** The document. */
export function document(rows: readonly Row[], about: Circumstances): string {
  const doubts = reservations(rows, about)
  const packages = Object.entries(about.packages).map(([name, version]) => `${name} ${version}`)
  return `# Benchmarks

Written by \`npm run bench\`; the figures are ratios first, because only they travel from machine to machine.
\`npm run bench -- --check\` fails when \`${mustReach.ratio}\` is below ${mustReach.atLeast}.
${doubts.length === 0 ? '' : `\n**Provisional.** ${doubts.join(' ')}\n`}
${table(rows)}

## What is measured

Every contender answers \`GET /v1/products/{slug}\` with the same product of ${about.bodyBytes} bytes, from an
upstream that answers from memory. ${about.connections} connections, ${about.rounds} interleaved rounds of
${about.seconds} s after a warm-up, medians. ${placed(about)}

"Per core second" divides by the processor time that the contender used: busy neighbours hardly move it.

${explanations.trim()}

## Where

- Date: ${about.date}
- Processor: ${about.cpu}, ${about.cores} cores
- Node: ${about.node}
- Packages: ${packages.join(', ')}
- Command: \`${about.command}\`
`
}

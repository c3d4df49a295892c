// Writes the parts of docs/reference/ that code knows best. `--check` writes nothing and exits 1 when one is
// stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { errorTable } from '#contracts/errors.ts'
import { type CacheDeclaration, operations } from '#contracts/operations.ts'
import { cliPage } from './cli-page.ts'
import { controlApiPage } from './control-api-page.ts'
import { banner, table } from './markdown.ts'

const folder = new URL('../../docs/reference/', import.meta.url)
function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([code, row]) => [
    `\`${code}\``,
    row.status,
    row.title,
    row.retryHelps ? 'yes' : 'no',
    row.logLevel,
  ])
  return `${banner}
# Errors

Every error leaves as an RFC 9457 problem document (\`application/problem+json\`) with a stable \`code\`,
the \`traceId\` that is in the log too, and, where input was wrong, \`errors[]\` with a JSON pointer each.
The table is \`contracts/errors.ts\`.

${table(['code', 'status', 'title', 'the same request may succeed later', 'log level'], rows)}
`
}

function cacheText(cache: CacheDeclaration | null): string {
  if (cache === null) return 'never'
  const { ttlSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds, negativeTtlSeconds } = cache
  const stale = `stale ${staleWhileRevalidateSeconds} s, on failure ${staleIfErrorSeconds} s`
  return `${ttlSeconds} s, ${stale}${negativeTtlSeconds > 0 ? `, "not found" ${negativeTtlSeconds} s` : ''}`
}

function operationsPage(): string {
  const rows = operations.map((o) => [
    `\`${o.id}\``,
    `\`${o.method} ${o.path}\``,
    o.capability,
    o.journey,
    o.safe ? 'yes' : 'no',
    o.fallback,
    o.priority,
    o.deadlineMs,
    cacheText(o.cache),
  ])
  const head = [
    'operation',
    'call',
    'capability',
    'journey',
    'safe',
    'fallback',
    'priority',
    'deadline ms',
    'cache (declared)',
  ]
  return `${banner}
# Operations

What the contract's documents (\`contracts/openapi/*.yaml\`, \`x-banyan\`) declare;
the façade reads the same rows. The whole contract is served at \`/v1/openapi.json\`, for people at \`/docs\`.

${table(head, rows)}
`
}

const pages = new Map([
  ['cli.md', cliPage()],
  ['control-api.md', controlApiPage()],
  ['errors.md', errorsPage()],
  ['operations.md', operationsPage()],
])

function current(name: string): string {
  try {
    return readFileSync(new URL(name, folder), 'utf8')
  } catch {
    return ''
  }
}

const stale = [...pages].filter(([name, text]) => current(name) !== text)
if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`docs/reference/${name} is stale: run npm run generate`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of stale) writeFileSync(new URL(name, folder), text)
  console.error(`reference: ${stale.length} of ${pages.size} pages written`)
}

// Who may import whom (docs/architecture.md): a pure decider over paths within the project.

/** `from` may import what lies under one of `may`; its own folder always. First row that matches counts. */
type Row = { readonly from: RegExp; readonly may: readonly RegExp[]; readonly because: string }

const under = (folder: string) => new RegExp(`^${folder}/`)
const anything = /^(?!suite\/)/
const notFacade = /^(?!suite\/|facade\/)/

/** Explicit, in order, so that a reader sees the house. */
const rows: readonly Row[] = [
  {
    from: /\.(test|suite)\.ts$/,
    may: [anything],
    because: 'a test may use anything but the suite’s own code',
  },
  { from: under('scripts'), may: [anything], because: 'scripts put the parts together' },
  { from: under('contracts'), may: [], because: 'contracts/ is the language: it imports nothing of ours' },
  { from: under('flags'), may: [under('contracts')], because: 'flags/ knows only the contracts' },
  {
    from: /^adapters\/cots\/registry\.ts$/,
    may: [under('contracts'), under('adapters')],
    because: 'the registry names the suites',
  },
  {
    from: under('adapters/cots'),
    may: [under('contracts'), /^adapters\/cots\/adapter\.ts$/, under('adapters/cots/shared')],
    because: 'a suite knows the contract and the kit, never another suite',
  },
  {
    from: /^services\/new\/main\.ts$/,
    may: [under('contracts'), under('services')],
    because: 'the one process that hosts all services',
  },
  {
    from: under('services/new'),
    may: [under('contracts'), under('services/new/kit')],
    because: 'a service reaches another capability through the façade’s contract',
  },
  { from: /^facade\/main\.ts$/, may: [anything], because: 'effects are made in a main.ts' },
  {
    from: under('facade'),
    may: [under('contracts'), under('flags')],
    because: 'the façade knows ports; adapters and live effects are made in facade/main.ts',
  },
  { from: under('kpi/statistics'), may: [], because: 'statistics are pure' },
  { from: /^(kpi|sync|control)\/main\.ts$/, may: [notFacade], because: 'effects are made in a main.ts' },
  {
    from: /^(kpi|sync|control)\//,
    may: [under('contracts'), under('flags'), under('kpi'), under('sync'), /^adapters\/cots\/adapter\.ts$/],
    because: 'control, kpi and sync know each other’s ports, never the façade’s insides',
  },
]

/** Files that decide or map: plain data in, plain data out. */
const pure = /(\.map|\/decide|\/explain|\/next-step)\.ts$/
const effects =
  /^(node:(?!crypto)|axios$|undici$|pg$|express$|kafkajs$|unleash-client$|opossum$|prom-client$|pino$)/

/** The part of the house that a file belongs to: within it, imports are free. */
function home(path: string): string {
  const [top = '', second = '', third = ''] = path.split('/')
  if (top === 'adapters' || top === 'services') return `${top}/${second}/${third}`
  return top === 'kpi' && second === 'statistics' ? 'kpi/statistics' : top
}

/**
 * Whether one file may import another.
 * @param from, to paths within the project, with forward slashes
 * @returns null when it may, else why not
 */
export function forbiddenImport(from: string, to: string): string | null {
  if (/\.(test|suite)\.ts$/.test(to) && !/\.(test|suite)\.ts$/.test(from)) return 'nothing imports a test'
  if (home(from) === home(to)) return null
  const row = rows.find((r) => r.from.test(from))
  if (!row) return 'this folder has no row in scripts/check/import-rules.ts'
  return row.may.some((pattern) => pattern.test(to)) ? null : row.because
}

/** Whether a file that must be pure imports an effect. Null when all is well. */
export function impureImport(from: string, specifier: string): string | null {
  if (!pure.test(from) || !effects.test(specifier)) return null
  return 'a decider or map takes plain data and gives plain data'
}

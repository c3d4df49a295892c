import type { Stage } from './stage/stage.ts'

/** `short`: minutes, within `npm test`; `full`: as long as the rows themselves ask for. */
export type Tier = 'short' | 'full'

/** Rows that are cheap, and say at once what they have to say. */
export const always: readonly Tier[] = ['short', 'full']
/** Rows that take long, or a machine that nobody else uses. */
export const fullOnly: readonly Tier[] = ['full']

/** What a shop is made of, as the resiliency matrix shows it. */
export const columns = [
  'browse',
  'search',
  'cart',
  'checkout',
  'account',
  'passthrough',
  'console',
  'CLI',
] as const
export type Column = (typeof columns)[number]

/** `degraded`: not as on a good day, but as declared. */
export type Cell = 'ok' | 'degraded' | 'FAIL'
export type Cells = { readonly [C in Column]?: Cell }

/** What a run of a row showed. */
export type Finding = { readonly found: string; readonly ok: boolean; readonly cells: Cells }

/** What every row may use; made when it is first asked for, ended after the last row. */
export type Ground = {
  readonly tier: Tier
  /** Façade, control, flag server and PostgreSQL between toy upstreams. */
  stage(): Promise<Stage>
  say(text: string): void
}

/** One demand on Banyan, and how it is tried. */
export type Row = {
  readonly id: string
  /** The fault or load in a few words: the matrix' first column. */
  readonly title: string
  readonly must: string
  /** Where it runs when nobody asks for it by name. */
  readonly tiers: readonly Tier[]
  find(ground: Ground): Promise<Finding>
}

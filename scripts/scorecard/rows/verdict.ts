import type { Cell, Cells, Finding } from '../row.ts'

/** What is wrong, or else what was found. */
export function verdict(wrong: readonly string[], found: string, cells: Cells): Finding {
  const ok = wrong.length === 0
  if (ok) return { found, ok, cells }
  const failed = Object.fromEntries(Object.keys(cells).map((column): [string, Cell] => [column, 'FAIL']))
  return { found: `${few(wrong)} (${found})`, ok, cells: failed }
}

/** The first few, and how many more; the same thing is told once. */
export function few(wrong: readonly string[]): string {
  const different = [...new Set(wrong)]
  const more = different.length > 6 ? ` and ${different.length - 6} more` : ''
  return `${different.slice(0, 6).join('; ')}${more}`
}

/** Milliseconds, or what is said when it never came. */
export function ms(value: number | null): string {
  return value === null ? 'never' : `${Math.round(value)} ms`
}

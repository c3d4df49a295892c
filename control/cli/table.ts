// Rows as aligned text. Pure.
import { plainText } from './plain-text.ts'

export type Column<Row> = {
  readonly title: string
  readonly cell: (row: Row) => string | number | null
  readonly align?: 'left' | 'right'
}

/**
 * A table with a line of titles; a null cell is a dash.
 * @param paint colours a finished line, where that helps
 */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  paint: (row: Row, line: string) => string = (_row, line) => line,
): string {
  const cells = rows.map((row) => columns.map(({ cell }) => plainText(String(cell(row) ?? '–'))))
  const titles = columns.map(({ title }) => title)
  const widths = columns.map((_column, index) =>
    Math.max(...[titles, ...cells].map((line) => widthOf(line[index] ?? ''))),
  )
  const lineOf = (line: readonly string[]) =>
    line.map((text, index) => pad(text, widths[index] ?? 0, columns[index]?.align ?? 'left')).join('  ')
  const painted = rows.map((row, index) => paint(row, lineOf(cells[index] ?? []).trimEnd()))
  return [lineOf(titles).trimEnd(), ...painted].join('\n')
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? `${text}${space}` : `${space}${text}`
}

function widthOf(text: string): number {
  return [...text].length
}

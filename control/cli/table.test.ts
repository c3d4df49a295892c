import { table } from './table.ts'

const rows = [
  { name: 'catalog', percent: 25 as number | null },
  { name: '\u001b[31mx', percent: null },
]

test('a table is aligned, names its columns, and shows nothing that steers a terminal', () => {
  const text = table(rows, [
    { title: 'JOURNEY', cell: ({ name }) => name },
    { title: 'SET', cell: ({ percent }) => percent, align: 'right' },
  ])
  expect(text).toBe('JOURNEY  SET\ncatalog   25\nx          –')
})

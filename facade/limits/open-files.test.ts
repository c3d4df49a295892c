import { affordableConnections, openFilesLimit, softLimit } from './open-files.ts'

const limits = (soft: string) => `Limit                     Soft Limit           Hard Limit           Units
Max processes             64000                64000                processes
Max open files            ${soft.padEnd(20)} 1048576              files
`

test.each([
  ['256', 256],
  ['1048576', 1_048_576],
  ['unlimited', null],
])('%s is read as %p', (soft, expected) => {
  expect(softLimit(limits(soft))).toBe(expected)
})

test('a text that does not name it says nothing', () => {
  expect(softLimit('')).toBeNull()
})

test('this system says it, or nothing', () => {
  const limit = openFilesLimit()
  expect(limit === null || limit > 16).toBe(true)
})

test.each([
  [256, 80],
  [1_024, 464],
  [64, 16],
  [null, Number.POSITIVE_INFINITY],
])('of %p files clients may have %p', (openFiles, connections) => {
  expect(affordableConnections(openFiles)).toBe(connections)
})

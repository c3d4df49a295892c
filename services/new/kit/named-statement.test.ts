import { namedStatement } from './named-statement.ts'

test('parameters are numbered by first use, each once, with the type where it is said', () => {
  const made = namedStatement('s', 'SELECT {b}, {a integer}, {b text[]}', ['a', 'b', 'c'])
  expect(made.statement).toEqual({ name: 's', text: 'SELECT $1, $2::integer, $1::text[]' })
  expect(made.values({ a: 1, b: 2, c: 3 })).toEqual([2, 1])
})

test('an unknown parameter is a mistake at start', () => {
  expect(() => namedStatement('s', 'SELECT {x}', ['a'])).toThrow('no parameter x')
})

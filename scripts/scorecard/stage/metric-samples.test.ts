import { samplesOf } from './metric-samples.ts'

const samples = samplesOf(`# HELP a x
# TYPE a counter
a{side="new",code="x"} 2
a{side="legacy",code="x"} 3
b 1.5e3
h_bucket{le="+Inf"} 4
`)

test('samples are summed over the labels that nobody asked for', () => {
  expect(samples.sum('a')).toBe(5)
  expect(samples.sum('a', { side: 'new' })).toBe(2)
  expect(samples.sum('a', { code: 'x', side: 'legacy' })).toBe(3)
  expect(samples.sum('b')).toBe(1_500)
})

test('what is not there is no zero', () => {
  expect(samples.sum('a', { side: 'ne' })).toBeNull()
  expect(samples.sum('c')).toBeNull()
})

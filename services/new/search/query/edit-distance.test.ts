import fc from 'fast-check'
import { editDistance } from './edit-distance.ts'

test.each([
  ['camera', 'camera', 0],
  ['camrea', 'camera', 1],
  ['cmera', 'camera', 1],
  ['cammera', 'camera', 1],
  ['kamera', 'camera', 1],
  ['', 'tent', 4],
  ['kybord', 'keyboard', 2],
  ['ca', 'abc', 3],
])('from %j to %j it takes %i edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits)
})

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })

test('it is the same both ways, and nothing only between equals', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
    }),
  )
})

test('it lies between the difference in length and the longer length', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})

import fc from 'fast-check'
import { deletionVariants, toleratedEdits } from './deletion-variants.ts'
import { editDistance } from './edit-distance.ts'

const letter = fc.constantFrom(...'abcdefgh')
const word = fc.string({ unit: letter, minLength: 4, maxLength: 7 })

test('words within the tolerated edits of each other share a variant', () => {
  fc.assert(
    fc.property(word, fc.nat(), letter, (known, place, other) => {
      const at = place % known.length
      const swapped = known.slice(0, at) + (known[at + 1] ?? '') + (known[at] ?? '') + known.slice(at + 2)
      const typos = [
        known.slice(0, at) + known.slice(at + 1),
        known.slice(0, at) + other + known.slice(at + 1),
        swapped,
      ]
      const variants = new Set(deletionVariants(known))
      for (const typo of typos) {
        fc.pre(toleratedEdits(typo) > 0 && editDistance(typo, known) <= 1)
        expect(deletionVariants(typo).some((variant) => variants.has(variant))).toBe(true)
      }
    }),
  )
})

test('short words and those with digits have none: they are not guessed at', () => {
  for (const text of ['', 'usb', '16gb', 'l2201308']) expect(deletionVariants(text)).toEqual([])
})

test('a long word has no more than its beginning gives', () => {
  expect(deletionVariants('abcdefghijklmnopqrstuvwxyz').length).toBeLessThanOrEqual(1 + 7 + 21)
})

test('longer words tolerate more edits', () => {
  expect(['abc', 'abcd', 'abcde', 'abcdef'].map(toleratedEdits)).toEqual([0, 1, 1, 2])
})

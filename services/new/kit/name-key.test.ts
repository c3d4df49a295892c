import { byCodeUnits, nameKey } from './name-key.ts'

test('a name is ordered by its lower-cased self', () => {
  expect(nameKey('Äpfel IST')).toBe('äpfel ist')
})

test('a name of any length has a key that an index row can hold', () => {
  expect(Buffer.byteLength(nameKey('🎈'.repeat(500)))).toBeLessThanOrEqual(1600)
  expect(nameKey('a\0b')).toBe('ab')
})

test('texts are compared by code units', () => {
  expect(['b', 'a', 'ä', 'Z', ''].sort(byCodeUnits)).toEqual(['', 'Z', 'a', 'b', 'ä'])
})

import { createRandom } from './random.ts'
import { keystrokes, misspelt, searchText } from './typing.ts'

test('a misspelt word is one slip away, and starts and is as long as people’s do', () => {
  const random = createRandom(1)
  const slips = Array.from({ length: 200 }, () => misspelt('keyboard', random))
  expect(new Set(slips).size).toBeGreaterThan(20)
  for (const slip of slips) {
    expect(slip[0]).toBe('k')
    expect(Math.abs(slip.length - 8)).toBeLessThanOrEqual(1)
  }
  expect(misspelt('pc', random)).toBe('pc')
})

test('suggestions are asked for while the word grows', () => {
  expect(keystrokes('keyboard')).toEqual(['ke', 'key', 'keybo', 'keyboard'])
  expect(keystrokes('pc')).toEqual(['pc'])
})

test('people type words of a name, not the name', () => {
  const random = createRandom(1)
  const typed = new Set(Array.from({ length: 100 }, () => searchText('Clacky Keyboard (UK)', random)))
  expect([...typed].sort()).toEqual(['clacky', 'clacky keyboard', 'keyboard'])
  expect(searchText('Ä', random)).toBe('Ä')
})

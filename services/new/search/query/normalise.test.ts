import { normaliseSku, wordsOf } from './normalise.ts'

test.each([
  ['Running Shoe', ['running', 'shoe']],
  ['  Hi-Top,  "32-Inch"! ', ['hi', 'top', '32', 'inch']],
  ['Café-Stühle für Übergrößen', ['cafe', 'stuhle', 'fur', 'ubergrossen']],
  ['Cafe\u0301', ['cafe']],
  ['ﬁne Ærø Łódź', ['fine', 'aero', 'lodz']],
  ["Men's rock ’n’ roll, l’été", ['mens', 'rock', 'n', 'roll', 'lete']],
  ['16GB Cat.6', ['16gb', 'cat', '6']],
  ['カメラ 相机', ['カメラ', '相机']],
  ['🎈 %_\\ \0', []],
  ['', []],
])('%j is the words %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words)
})

test('a word of any length has a key of bounded length', () => {
  expect(wordsOf('x'.repeat(500))).toEqual(['x'.repeat(40)])
})

test('a SKU keeps its signs and loses its case and outer spaces', () => {
  expect(normaliseSku(' 4058NB/09 ')).toBe('4058nb/09')
})

import { plainData, plainJson, plainText } from './plain-text.ts'

const hostile = [
  ['a colour', '\u001b[31mred\u001b[0m', 'red'],
  ['a title of the window', '\u001b]0;owned\u0007x', 'x'],
  ['a link', '\u001b]8;;http://evil\u0007click\u001b]8;;\u0007', 'click'],
  ['a cleared screen', 'a\u001b[2J\u001b[Hb', 'ab'],
  ['a C1 sequence', 'a\u009b31mb', 'ab'],
  ['a bell and a backspace', 'a\u0007\u0008b', 'ab'],
  ['lines', 'a\r\nb\nc', 'a b c'],
  ['a turned direction', 'a\u202eb\u2066c', 'abc'],
  ['a torn sequence', 'a\u001b', 'a'],
] as const

describe('what comes from elsewhere', () => {
  test.each(hostile)('cannot bring %s to a terminal', (_what, text, plain) => {
    expect(plainText(text)).toBe(plain)
  })

  it('is left alone where it is harmless', () => {
    const text = 'Zürich – 雪 “x” 🙂'
    expect(plainText(text)).toBe(text)
  })

  it('is cleaned wherever it stands in a structure', () => {
    expect(plainData({ 'a\u001b[1m': ['\u0007x', 1, null, { b: '\u001b[2Jy' }] })).toEqual({
      a: ['x', 1, null, { b: 'y' }],
    })
  })

  test.each(hostile)('stays exact in JSON, and cannot bring %s to a terminal', (_what, text) => {
    const json = plainJson({ text })
    expect(JSON.parse(json)).toEqual({ text })
    expect(json).not.toMatch(/[^\n\P{C}]/u)
  })
})

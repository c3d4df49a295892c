import { etagOf, matches } from './if-match.ts'

describe('If-Match', () => {
  test.each([
    [null, 'not-said'],
    ['  ', 'not-said'],
    ['*', 'any'],
    ['"7"', 'yes'],
    ['"6", "7"', 'yes'],
    ['"6"', 'no'],
    ['7', 'no'],
    ['W/"7"', 'no'],
    ['"7', 'no'],
  ])('%s on version 7 is %s', (header, answer) => {
    expect(matches(header, '7')).toBe(answer)
  })

  it('takes back the tag that was given, whatever the version looks like', () => {
    for (const version of ['7', 'a"b', 'a,b', 'ü']) expect(matches(etagOf(version), version)).toBe('yes')
  })
})

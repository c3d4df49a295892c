import { cursorOf, feedStart, isAfter, placeOf } from './feed-cursor.ts'

describe('where a page of the feed starts', () => {
  test('a cursor leads back to its place', () => {
    const place = { market: 1, skip: 90, lastId: '17' }
    expect(placeOf(cursorOf(place))).toEqual(place)
    expect(placeOf(null)).toEqual(feedStart)
  })

  test.each(['', 'x', cursorOf(feedStart).slice(2), Buffer.from('[1,-2,"3"]').toString('base64url')])(
    'what is no cursor is refused: %j',
    (cursor) => {
      expect(() => placeOf(cursor)).toThrow(expect.objectContaining({ code: 'invalid-request' }))
    },
  )

  test('ids that are numbers are compared as numbers, others by code units', () => {
    expect(isAfter('10', '9')).toBe(true)
    expect(isAfter('9', '10')).toBe(false)
    expect(isAfter('9', '9')).toBe(false)
    expect(isAfter('b-1', 'a-9')).toBe(true)
    expect(isAfter('1', null)).toBe(true)
  })
})

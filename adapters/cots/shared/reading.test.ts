import { BanyanError } from '#contracts/errors.ts'
import { fields, inner, key, list, text, whole } from './reading.ts'

function pointerOf(read: () => unknown): unknown {
  try {
    read()
  } catch (error) {
    if (error instanceof BanyanError && error.code === 'upstream-contract-violation')
      return error.errors[0]?.pointer
    throw error
  }
  return 'nothing was refused'
}

describe('reading a suite’s answer', () => {
  test('what is as promised is read', () => {
    const answer = fields(JSON.parse('{"a":{"b":"x"},"n":3,"l":[{"k":"y"}],"e":""}'), '')
    expect(text(inner(answer, 'a', ''), 'b', '/a')).toBe('x')
    expect(text(answer, 'e', '')).toBe('')
    expect(whole(answer, 'n', '')).toBe(3)
    expect(list(answer, 'l', '', (item, at) => [key(item, 'k', at), at])).toEqual([['y', '/l/0']])
  })

  test.each([null, [], 'text', 3, undefined])('an object that is %j is refused', (value) => {
    expect(pointerOf(() => fields(value, '/here'))).toBe('/here')
  })

  test.each([undefined, null, '', 3, {}])('an identifier that is %j is refused', (value) => {
    expect(pointerOf(() => key({ id: value }, 'id', '/thing'))).toBe('/thing/id')
  })

  test.each([-1, 1.5, '3', null, undefined, 2 ** 53, Number.NaN])(
    'an amount that is %p is refused',
    (value) => {
      expect(pointerOf(() => whole({ amount: value }, 'amount', ''))).toBe('/amount')
    },
  )

  test('the place of a refusal goes down to the item', () => {
    const answer = fields({ items: [{ id: 'a' }, { id: null }] }, '')
    expect(pointerOf(() => list(answer, 'items', '', (item, at) => key(item, 'id', at)))).toBe('/items/1/id')
    expect(pointerOf(() => list(answer, 'others', '', () => 0))).toBe('/others')
    expect(pointerOf(() => list(fields({ items: [7] }, ''), 'items', '', () => 0))).toBe('/items/0')
  })

  test('a name that the prototype has is not read from it', () => {
    expect(pointerOf(() => key(fields({}, ''), 'constructor', ''))).toBe('/constructor')
  })
})

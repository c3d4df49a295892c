import { type operationById, operations } from './operations.ts'
import { validators } from './validation.ts'

function input(id: Parameters<typeof operationById.get>[0], value: Record<string, unknown>) {
  return { problems: validators.get(id)?.input(value), value }
}

describe('input', () => {
  test('every operation has validators', () => {
    expect(operations.every((o) => validators.has(o.id))).toBe(true)
  })

  test('defaults are filled in and text becomes numbers', () => {
    const { problems, value } = input('listProducts', { page: '2' })
    expect(problems).toBeNull()
    expect(value).toEqual({ page: 2, pageSize: 24, sort: 'name' })
  })

  test('one value of a repeatable parameter is a list of one', () => {
    const { problems, value } = input('searchProducts', { facet: 'brand:apple' })
    expect(problems).toBeNull()
    expect(value.facet).toEqual(['brand:apple'])
  })

  test.each([
    ['an unknown parameter', { nope: '1' }, '/query/nope'],
    ['a page of text', { page: 'two' }, '/query/page'],
    ['page zero', { page: '0' }, '/query/page'],
    ['a page twice', { page: ['1', '2'] }, '/query/page'],
    ['a page size of 101', { pageSize: '101' }, '/query/pageSize'],
    ['an unknown sort', { sort: 'best' }, '/query/sort'],
    ['a currency in small letters', { currency: 'usd' }, '/query/currency'],
    ['a name with a slash', { 'a/b': '1' }, '/query/a~1b'],
  ])('%s is refused with its pointer', (_name, value, pointer) => {
    expect(input('listProducts', value).problems?.[0]?.pointer).toBe(pointer)
  })

  test('a name of the prototype is an unknown parameter', () => {
    expect(input('listProducts', JSON.parse('{"__proto__":"x"}')).problems?.[0]?.pointer).toBe(
      '/query/__proto__',
    )
    expect(input('listProducts', { constructor: 'x' }).problems?.[0]?.pointer).toBe('/query/constructor')
  })

  test('a path parameter is pointed at in the path', () => {
    expect(input('getProduct', { key: '' }).problems?.[0]?.pointer).toBe('/path/key')
  })
})

describe('output', () => {
  const page = { items: [], page: 1, pageSize: 24, total: 0 }

  test('what the contract says passes', () => {
    expect(validators.get('listProducts')?.output(page)).toBeNull()
  })

  test('a field too many and a missing one are pointed at', () => {
    expect(validators.get('listProducts')?.output({ ...page, x: 1 })?.[0]?.pointer).toBe('/x')
    expect(validators.get('listProducts')?.output({ items: [] })?.[0]?.pointer).toBe('/page')
  })

  test('nothing is coerced', () => {
    expect(validators.get('listProducts')?.output({ ...page, total: '0' })).not.toBeNull()
  })
})

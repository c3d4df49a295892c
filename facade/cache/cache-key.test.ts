import type { ShopperContext } from '#contracts/call-context.ts'
import { type OperationId, operations } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import type { OperationInput } from '../exchange.ts'
import { anOperation } from '../testing/exchanges.ts'
import { createCacheKeys } from './cache-key.ts'

type Asked = {
  readonly id: OperationId
  readonly side: Side
  readonly input: OperationInput
  readonly context: ShopperContext
}

const context = { channel: 'default', country: 'US', currency: 'USD', locale: 'en' }
const search: Asked = {
  id: 'searchProducts',
  side: 'new',
  input: { q: 'a', page: 1, pageSize: 24, sort: 'name' },
  context,
}

function keyOf({ id, side, input, context }: Asked): string {
  const keys = createCacheKeys(anOperation(id), side)
  return keys.key({ input: keys.canonical(input), context })
}

const changed = (input: OperationInput) => ({ ...search, input: { ...search.input, ...input } })
const placed = (change: Partial<ShopperContext>) => ({ ...search, context: { ...context, ...change } })

test.each<[string, Asked]>([
  ['the other side', { ...search, side: 'legacy' }],
  ['another operation', { ...search, id: 'listProducts' }],
  ['another word', changed({ q: 'b' })],
  ['a word that looks like a part of the key', changed({ q: '1:a' })],
  ['a word with a zero in it', changed({ q: 'a\0' })],
  ['a word that ends in a space', changed({ q: 'a ' })],
  ['the same word in capitals', changed({ q: 'A' })],
  ['no word', changed({ q: '' })],
  ['another page', changed({ page: 2 })],
  ['a page of another size', changed({ pageSize: 2 })],
  ['a lowest price', changed({ priceMin: 0 })],
  ['a highest price', changed({ priceMax: 0 })],
  ['a facet', changed({ facet: ['a:b'] })],
  ['two facets', changed({ facet: ['a:b', 'c:d'] })],
  ['a category', changed({ category: 'name' })],
  ['another channel', placed({ channel: 'other' })],
  ['another country', placed({ country: 'DE' })],
  ['another currency', placed({ currency: 'EUR' })],
  ['another locale', placed({ locale: 'de' })],
])('%s has another key', (_what, asked) => {
  expect(keyOf(asked)).not.toBe(keyOf(search))
})

test('one facet that reads like two is not two', () => {
  expect(keyOf(changed({ facet: ['a:b3:c:d'] }))).not.toBe(keyOf(changed({ facet: ['a:b', 'c:d'] })))
})

test('a number is not the text of it', () => {
  const product = { ...search, id: 'getProduct' as const }
  expect(keyOf({ ...product, input: { key: '1', by: 'slug' } })).not.toBe(
    keyOf({ ...product, input: { key: 1, by: 'slug' } }),
  )
})

test('the order of parameters means nothing', () => {
  const { q, page, pageSize, sort } = search.input as { [name: string]: string }
  expect(keyOf({ ...search, input: { sort, pageSize, page, q } as OperationInput })).toBe(keyOf(search))
})

test('neither does the order within what the contract declares a set, and a side gets it sorted', () => {
  const [one, other] = [changed({ facet: ['c:d', 'a:b'] }), changed({ facet: ['a:b', 'c:d'] })]
  expect(keyOf(one)).toBe(keyOf(other))
  expect(createCacheKeys(anOperation('searchProducts'), 'new').canonical(one.input)).toEqual(other.input)
})

test('what is sorted already is handed on as it is', () => {
  const { input } = changed({ facet: ['a:b', 'c:d'] })
  expect(createCacheKeys(anOperation('searchProducts'), 'new').canonical(input)).toBe(input)
})

test.each(operations)('every parameter of $id is in its key', (operation) => {
  const keys = createCacheKeys(operation, 'new')
  for (const { name } of operation.parameters) {
    if (name in context) continue
    const [without, with1] = [keys.key({ input: {}, context }), keys.key({ input: { [name]: '1' }, context })]
    expect([name, with1 === without]).toEqual([name, false])
  }
})

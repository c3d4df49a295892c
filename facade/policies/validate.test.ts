import { bundledMarkets } from '#contracts/markets.ts'
import { createResolveContext } from '../context/resolve-context.ts'
import type { Valid, Visited } from '../exchange.ts'
import { anOperation, answering, visited } from '../testing/exchanges.ts'
import { validate } from './validate.ts'

const policy = validate(createResolveContext(bundledMarkets))

async function validated(change: Partial<Visited>) {
  const rest = answering<Valid>()
  const reply = await policy(visited(change), rest)
  return { seen: rest.seen[0], error: reply.error }
}

const search = (query: string) => ({ operation: anOperation('searchProducts'), pathParameters: {}, query })

test('a side gets numbers, lists and defaults', async () => {
  const { seen } = await validated(search('q=lap+top&page=2&facet=brand:acme&priceMin=0'))
  expect(seen?.input).toEqual({
    q: 'lap top',
    page: 2,
    pageSize: 24,
    sort: 'relevance',
    facet: ['brand:acme'],
    priceMin: 0,
  })
})

test('the context is resolved, and not repeated in the input', async () => {
  const { seen } = await validated({
    query: 'currency=EUR&country=DE',
    headers: { 'accept-language': 'de-DE' },
  })
  expect(seen?.context).toEqual({ channel: 'default', country: 'DE', currency: 'EUR', locale: 'de' })
  expect(seen?.input).toEqual({ key: 'laptop', by: 'slug' })
})

test('the query says more than a header, a header more than the default', async () => {
  const headers = { 'banyan-currency': 'EUR', 'banyan-country': 'GB' }
  expect((await validated({ headers })).seen?.context).toMatchObject({ currency: 'EUR', country: 'GB' })
  const { seen } = await validated({ headers, query: 'currency=USD' })
  expect(seen?.context).toMatchObject({ currency: 'USD', country: 'GB' })
})

test.each([
  ['page=0', '/query/page'],
  ['page=x', '/query/page'],
  ['page=1&page=2', '/query/page'],
  ['pageSize=101', '/query/pageSize'],
  ['page=1e400', '/query/page'],
  ['sort=up', '/query/sort'],
  ['facet=nocolon', '/query/facet/0'],
  [`q=${'a'.repeat(201)}`, '/query/q'],
  ['unknown=1', '/query/unknown'],
  ['__proto__=1', '/query/__proto__'],
  ['constructor=1', '/query/constructor'],
  ['currency=eur', '/query/currency'],
  ['locale=x', '/query/locale'],
  ['q=%zz', '/query'],
])('%s is refused, and what is wrong is named', async (query, pointer) => {
  const { seen, error } = await validated(search(query))
  expect(seen).toBeUndefined()
  expect(error).toMatchObject({ code: 'invalid-request', errors: [expect.objectContaining({ pointer })] })
})

test('an empty path parameter is refused', async () => {
  const { error } = await validated({ pathParameters: { key: '' } })
  expect(error).toMatchObject({
    code: 'invalid-request',
    errors: [expect.objectContaining({ pointer: '/path/key' })],
  })
})

test('a path parameter cannot be given in the query', async () => {
  const { error } = await validated({ query: 'key=other' })
  expect(error).toMatchObject({ code: 'invalid-request' })
})

test.each([
  [{ query: 'channel=moon' }, 'unknown-channel'],
  [{ headers: { 'banyan-channel': 'moon' } }, 'unknown-channel'],
  [{ query: 'country=XX' }, 'unsupported-country'],
  [{ headers: { 'banyan-currency': 'XXX' } }, 'unsupported-currency'],
])('%j is refused', async (change, code) => {
  expect((await validated(change)).error).toMatchObject({ code })
})

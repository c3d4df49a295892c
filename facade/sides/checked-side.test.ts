import type { Body } from '../reply.ts'
import { anOperation, decided } from '../testing/exchanges.ts'
import { aProduct } from '../testing/sample-answers.ts'
import { createCheckedSide } from './checked-side.ts'

const suggestions = { items: [{ text: 'Laptop', kind: 'product', slug: 'laptop' }] }
const bytes = (text: string): Body => ({
  kind: 'bytes',
  bytes: Buffer.from(text),
  contentType: 'application/json',
})

function checked(body: Body, share = 1, random = () => 0.5) {
  const side = createCheckedSide({ call: async () => body, close: async () => undefined }, share, random)
  return side.call(decided({ operation: anOperation('suggest') }))
}

test.each<[string, Body]>([
  ['a value', { kind: 'json', value: suggestions }],
  ['bytes', bytes(JSON.stringify(suggestions))],
])('%s that keeps the contract passes untouched', async (_kind, body) => {
  expect(await checked(body)).toBe(body)
})

test.each<[string, Body, string]>([
  ['a missing field', { kind: 'json', value: { items: [{ text: 'x', kind: 'product' }] } }, '/items/0/slug'],
  ['a field of the suite', { kind: 'json', value: { ...suggestions, __typename: 'x' } }, '/__typename'],
  ['another type', bytes('{"items":[{"text":1,"kind":"product","slug":"x"}]}'), '/items/0/text'],
  ['a list instead of an object', bytes('[]'), ''],
])('%s is a violation that names the place', async (_what, body, pointer) => {
  await expect(checked(body)).rejects.toMatchObject({
    code: 'upstream-contract-violation',
    errors: [expect.objectContaining({ pointer })],
  })
})

test.each(['', '{', '{"items":', `${'['.repeat(100_000)}`, 'NaN', '\ufeff{"items":[]}'])(
  'what is no JSON is a violation',
  async (text) => {
    await expect(checked(bytes(text))).rejects.toMatchObject({ code: 'upstream-contract-violation' })
  },
)

test('only the drawn share is looked at', async () => {
  const broken: Body = { kind: 'json', value: {} }
  expect(await checked(broken, 0.01, () => 0.01)).toBe(broken)
  await expect(checked(broken, 0.01, () => 0.009)).rejects.toThrow()
  expect(await checked(broken, 0, () => 0)).toBe(broken)
})

test('an amount in a currency that nobody asked for is a violation that names the place', async () => {
  const inYen = JSON.stringify(aProduct('laptop')).replaceAll('"USD"', '"JPY"')
  const call = (body: Body) =>
    createCheckedSide({ call: async () => body, close: async () => undefined }, 1, () => 0).call(decided())
  await expect(call(bytes(inYen))).rejects.toMatchObject({
    code: 'upstream-contract-violation',
    errors: [{ pointer: '/variants/0/price/currency', detail: 'must be USD' }],
  })
  const fair = bytes(JSON.stringify(aProduct('laptop')))
  expect(await call(fair)).toBe(fair)
})

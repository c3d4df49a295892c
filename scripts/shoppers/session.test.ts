import { operationById } from '#contracts/operations.ts'
import { validators } from '#contracts/validation.ts'
import { createRandom, streamSeed } from './random.ts'
import { requestTarget } from './request-target.ts'
import { sampleAnswer } from './sample-shop.ts'
import { type Ask, type Step, session } from './session.ts'

/** All steps of a visit to a shop that answers so. */
function walk(
  seed: number,
  answer: (ask: Ask) => unknown = (ask) => sampleAnswer(ask.operation, ask.parameters),
): Step[] {
  const plan = session(createRandom(seed))
  const steps: Step[] = []
  let given: unknown
  for (;;) {
    const step = plan.next(given)
    if (step.done) return steps
    steps.push(step.value)
    given = step.value.kind === 'ask' ? answer(step.value) : undefined
  }
}

const asks = (steps: readonly Step[]) => steps.filter((step) => step.kind === 'ask')
const visits = Array.from({ length: 2_000 }, (_, i) => walk(streamSeed(7, i)))

test('the same seed makes the same visit, another seed another', () => {
  expect(walk(42)).toEqual(walk(42))
  const different = new Set(visits.slice(0, 200).map((steps) => JSON.stringify(steps)))
  // Those who leave at once are alike.
  expect(different.size).toBeGreaterThan(150)
})

test('every request of a visit is one that the contract takes', () => {
  for (const { operation, parameters } of visits.flatMap(asks)) {
    expect([operation, parameters, validators.get(operation)?.input({ ...parameters })]).toEqual([
      operation,
      parameters,
      null,
    ])
  }
})

test('every answer of the sample shop is one that the contract allows', () => {
  for (const { operation, parameters } of visits.slice(0, 200).flatMap(asks)) {
    expect(validators.get(operation)?.output(sampleAnswer(operation, parameters))).toBeNull()
  }
})

test('visits use the whole contract, and slugs only from answers', () => {
  const used = new Set(visits.flatMap(asks).map((ask) => ask.operation))
  expect([...used].sort()).toEqual([...operationById.keys()].sort())
  const empty = walk(3, () => null)
  expect(
    asks(empty).every((ask) => ask.operation === 'listCategories' || ask.operation === 'listProducts'),
  ).toBe(true)
})

test('some leave at once, some look at products, nobody stays for ever', () => {
  const lengths = visits.map((steps) => asks(steps).length)
  expect(lengths.filter((n) => n === 2).length).toBeGreaterThan(200)
  expect(Math.max(...lengths)).toBeLessThan(100)
})

test.each([
  ['getProduct', { key: 'a b/c', by: 'sku' }, '/v1/products/a%20b%2Fc?by=sku'],
  [
    'searchProducts',
    { q: 'ü & x', facet: ['a:b', 'c:d'] },
    '/v1/search?q=%C3%BC+%26+x&facet=a%3Ab&facet=c%3Ad',
  ],
  ['listProducts', { category: undefined }, '/v1/products'],
] as const)('%s %j is asked as %s', (id, parameters, target) => {
  const operation = operationById.get(id)
  expect(operation && requestTarget(operation, parameters)).toBe(target)
})

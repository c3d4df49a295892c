// L3 on real sockets: one capability of one side hangs; nothing else notices.

import { suggestions } from '../testing/sample-answers.ts'
import { type FacadeInTest, startFacade } from '../testing/start-facade.ts'
import { json, silence } from '../testing/tiny-upstream.ts'

let it: FacadeInTest
beforeEach(async () => {
  it = await startFacade({ callsAtOnce: { legacy: 2, new: 2 } })
  it.flags.set('catalog', { percent: 100 })
  it.flags.set('search', { percent: 100 })
})
afterEach(() => it.stop())

/** Two calls that hang in the new side's catalogue. */
async function hangTwo(): Promise<AbortController> {
  const hanging = new AbortController()
  const arrived = Promise.withResolvers<void>()
  let products = 0
  it.upstream.answer = (req, res) => {
    if (req.url?.startsWith('/v1/suggest')) return json(suggestions('new'))(req, res)
    products += 1
    if (products === 2) arrived.resolve()
    silence(req, res)
  }
  for (let index = 0; index < 2; index++) {
    void fetch(`${it.url}/v1/products/laptop`, { signal: hanging.signal }).catch(() => undefined)
  }
  await arrived.promise
  return hanging
}

async function ask(path: string) {
  const { status, headers } = await fetch(it.url + path)
  return [status, headers.get('x-banyan-side'), headers.get('x-banyan-reason')]
}

test('who finds no room at one side is answered by the other, at once', async () => {
  const hanging = await hangTwo()
  const begun = it.upstream.requests.length
  expect(await ask('/v1/products/laptop')).toEqual([200, 'legacy', 'fallback'])
  expect(it.upstream.requests).toHaveLength(begun)
  hanging.abort()
})

test('another capability of the same side goes on', async () => {
  const hanging = await hangTwo()
  expect(await ask('/v1/suggest?q=lap')).toEqual([200, 'new', 'percentage'])
  hanging.abort()
})

test('the room is there again when those who waited have gone', async () => {
  const hanging = await hangTwo()
  hanging.abort()
  const inFlight = /^banyan_side_calls_in_flight\{side="new",capability="catalog"\} 0$/m
  while (!inFlight.test(await it.registry.metrics())) await new Promise((resolve) => setImmediate(resolve))
  it.upstream.answer = json({ slug: 'laptop' })
  const before = it.upstream.requests.length
  await ask('/v1/products/laptop')
  expect(it.upstream.requests.length).toBe(before + 1)
})

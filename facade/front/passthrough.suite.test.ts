// A client of the suite's own API, unchanged, through the façade and straight: it must not be able to tell
// them apart.
import { createServer, type Server } from 'node:http'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { startTestSuite, type TestSuite } from '#scripts/testing/test-suite.ts'
import { createFront, type Front } from './front.ts'

let suite: TestSuite
let front: Front
let server: Server
let facade = ''

beforeAll(async () => {
  suite = await startTestSuite()
  front = createFront({
    passthrough: [{ prefix: '/shop-api' }, { prefix: '/assets' }],
    legacyUrl: suite.url,
    registry: new Registry(),
    log: silentLog,
  })
  server = createServer(front)
  facade = `http://127.0.0.1:${await listen(server, 0)}`
}, 180_000)

afterAll(async () => {
  front.close()
  await closeServer(server, 0)
  await suite.stop()
})

type Data = { readonly [name: string]: unknown }

/** A GraphQL client as a storefront has one; keeps what it is given, by token or by cookie. */
function createClient(base: string, keeps: 'token' | 'cookie') {
  let session: Record<string, string> = {}
  return async (query: string, variables: object = {}): Promise<Data> => {
    const answer = await fetch(`${base}/shop-api`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...session },
      body: JSON.stringify({ query, variables }),
    })
    const token = answer.headers.get('vendure-auth-token')
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    if (keeps === 'token' && token) session = { authorization: `Bearer ${token}` }
    if (keeps === 'cookie' && cookies.length > 0) session = { cookie: cookies.join('; ') }
    expect(answer.headers.get('x-powered-by')).toBeNull()
    const { data, errors } = (await answer.json()) as { data: Data; errors?: unknown }
    expect(errors).toBeUndefined()
    return data
  }
}

const products =
  '{ products(options: { take: 1 }) { items { name featuredAsset { preview } variants { id name } } } }'
const add = `mutation ($id: ID!) { addItemToOrder(productVariantId: $id, quantity: 2) {
  __typename ... on Order { code totalQuantity } ... on ErrorResult { message } } }`
const order = '{ activeOrder { code totalQuantity lines { productVariant { id } quantity } } }'

type Products = { products: { items: { featuredAsset: { preview: string }; variants: { id: string }[] }[] } }

async function firstProduct(client: (query: string) => Promise<Data>) {
  const [item] = ((await client(products)) as Products).products.items
  if (!item) throw new Error('the suite has no product')
  return item
}

test.each(['token', 'cookie'] as const)(
  'a guest session by %s fills its order and finds it again',
  async (keeps) => {
    const client = createClient(facade, keeps)
    const [variant] = (await firstProduct(client)).variants
    const { addItemToOrder: added } = await client(add, { id: variant?.id })
    expect(added).toMatchObject({ __typename: 'Order', totalQuantity: 2 })
    const { activeOrder } = await client(order)
    expect(activeOrder).toMatchObject({
      totalQuantity: 2,
      lines: [{ productVariant: { id: variant?.id }, quantity: 2 }],
    })
    const stranger = await createClient(facade, keeps)(order)
    expect(stranger).toEqual({ activeOrder: null })
  },
)

test('a session goes on when its client changes from the suite’s address to the façade’s', async () => {
  const straight = await fetch(`${suite.url}/shop-api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: add, variables: { id: '1' } }),
  })
  const authorization = `Bearer ${straight.headers.get('vendure-auth-token')}`
  const through = await fetch(`${facade}/shop-api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: order }),
  })
  expect(await through.json()).toMatchObject({ data: { activeOrder: { totalQuantity: 2 } } })
})

test('a business error stays what the suite makes of it', async () => {
  const tooMany = add.replace('quantity: 2', 'quantity: 1000000')
  const answer = await createClient(facade, 'token')(tooMany, { id: '1' })
  expect(answer.addItemToOrder).toMatchObject({ __typename: expect.stringMatching(/Error$/) })
})

test('pictures lie at the façade’s own address, byte for byte, also in parts', async () => {
  const { featuredAsset } = await firstProduct(createClient(facade, 'token'))
  const url = new URL(featuredAsset.preview, facade)
  expect(url.origin).toBe(facade)
  const [through, straight] = await Promise.all([fetch(url), fetch(`${suite.url}${url.pathname}`)])
  expect(through.headers.get('content-type')).toMatch(/^image\//)
  expect(through.headers.get('cache-control')).toBe(straight.headers.get('cache-control'))
  const [mine, its] = [await through.arrayBuffer(), await straight.arrayBuffer()]
  expect(mine.byteLength).toBeGreaterThan(1_000)
  expect(Buffer.from(mine).equals(Buffer.from(its))).toBe(true)
  const range = await fetch(url, { headers: { range: 'bytes=0-99' } })
  expect([range.status, (await range.arrayBuffer()).byteLength]).toEqual([206, 100])
})

test('the suite’s administration is not reachable through the façade', async () => {
  for (const path of [
    '/admin-api',
    '/shop-api/../admin-api',
    '/shop-api/%2e%2e/admin-api',
    '/assets/..%2fadmin-api',
  ]) {
    const url = `${facade}${path}`
    const answer = await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect([path, [400, 404].includes(answer.status)]).toEqual([path, true])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  }
})

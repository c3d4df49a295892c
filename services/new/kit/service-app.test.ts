import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { BanyanError } from '#contracts/errors.ts'
import { catalogAnswerers } from '../catalog/catalog-answerers.ts'
import { createMemoryCatalogStore } from '../catalog/store.memory.ts'
import { exampleProduct, exampleTree } from './fixtures/example-product.ts'
import { exampleToken, type ServiceClient, serve } from './fixtures/service-client.ts'
import { jsonText } from './json-text.ts'
import type { Service } from './service.ts'

const tree = exampleTree(['home', 'home/chairs'])
const chair = exampleProduct({ slug: 'chair', name: 'Chair', categories: ['chairs'], skus: ['A/1', 'B 2'] })

function catalog(): Service<'catalog'> {
  const store = createMemoryCatalogStore()
  return { capability: 'catalog', answerers: catalogAnswerers(store), sink: store }
}

describe('a service over HTTP', () => {
  let client: ServiceClient
  beforeAll(async () => {
    client = await serve([catalog()])
    await client.send('PUT', '/internal/catalog/categories', { trees: [tree] })
    await client.send('POST', '/internal/catalog/products', { generation: 'g1', products: [chair] })
  })
  afterAll(() => client.close())

  const problem = async (target: string, init?: RequestInit) => {
    const response = await client.ask(target, init)
    const body = (await response.json()) as { code: string; errors?: { pointer: string }[] }
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:|\\n/)
    return { status: response.status, code: body.code, pointers: body.errors?.map((error) => error.pointer) }
  }

  describe('answers', () => {
    test('an operation of the contract with the stored text, and says its length', async () => {
      const response = await client.ask('/v1/products/chair')
      const text = await response.text()
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)))
      expect(text).toBe(JSON.stringify(chair.editions[0]?.content))
      expect(response.headers.get('x-powered-by')).toBeNull()
    })

    test('keys with escaped slashes and spaces', async () => {
      expect((await client.ask('/v1/products/A%2F1?by=sku')).status).toBe(200)
      expect((await client.ask('/v1/products/B%202?by=sku')).status).toBe(200)
    })

    test('livez and readyz without a token, figures with it', async () => {
      for (const target of ['/livez', '/readyz']) expect((await fetch(client.url + target)).status).toBe(200)
      expect((await fetch(`${client.url}/metrics`)).status).toBe(401)
      await client.ask('/v1/products/chair')
      const figures = await (await client.ask('/metrics')).text()
      expect(figures).toMatch(
        /banyan_service_request_seconds_count\{.*operation="getProduct",status="200"\} \d/,
      )
    })
  })

  describe('refuses', () => {
    const withoutToken = { authorization: '' }
    test.each([
      ['no token', withoutToken],
      ['another token', { authorization: 'Bearer another-token-for-tests' }],
      ['the token without its scheme', { authorization: exampleToken }],
      ['a part of the token', { authorization: `Bearer ${exampleToken.slice(0, -1)}` }],
    ])('%s', async (_what, headers) => {
      expect(await problem('/v1/products/chair', { headers })).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      })
      expect(await problem('/nowhere', { headers })).toMatchObject({ status: 401 })
      expect(await problem('/internal/catalog/sweep', { method: 'POST', headers })).toMatchObject({
        status: 401,
      })
    })

    test.each([
      ['/v1/products?page=0', '/query/page'],
      ['/v1/products?page=x', '/query/page'],
      ['/v1/products?page=1&page=2', '/query/page'],
      ['/v1/products?sort=colour', '/query/sort'],
      ['/v1/products?unknown=1', '/query/unknown'],
      ['/v1/products?__proto__=1', '/query/__proto__'],
      ['/v1/products/chair?by=name', '/query/by'],
      [`/v1/products/${'x'.repeat(201)}`, '/path/key'],
    ])('input that the contract does not allow: %s', async (target, pointer) => {
      expect(await problem(target)).toEqual({ status: 400, code: 'invalid-request', pointers: [pointer] })
    })

    test.each([
      ['banyan-channel', 'nowhere', 'unknown-channel'],
      ['banyan-currency', 'JPY', 'unsupported-currency'],
      ['banyan-country', 'XX', 'unsupported-country'],
      ['banyan-locale', 'fr', 'invalid-request'],
      ['banyan-deadline-ms', 'soon', 'invalid-request'],
    ])('a context that no market has: %s: %s', async (name, value, code) => {
      const headers = { [name]: value }
      const expected = { status: 400, code, pointers: [`/header/${name}`] }
      expect(await problem('/v1/products/chair', { headers })).toEqual(expected)
    })

    test('a deadline that has passed', async () => {
      const headers = { 'banyan-deadline-ms': '0' }
      expect(await problem('/v1/products/chair', { headers })).toMatchObject({ code: 'deadline-exceeded' })
    })

    test('what is not there, by what is not there about it', async () => {
      expect(await problem('/v1/products/none')).toMatchObject({ status: 404, code: 'not-found' })
      expect(await problem('/v1/nothing')).toMatchObject({ status: 404, code: 'unknown-operation' })
      expect(await problem('/V1/products')).toMatchObject({ status: 404, code: 'unknown-operation' })
      expect(await problem('/v1/products/')).toMatchObject({ status: 404, code: 'unknown-operation' })
      expect(await problem('/v1/search')).toMatchObject({ status: 404, code: 'unknown-operation' })
      expect(await problem('/v1/products', { method: 'DELETE' })).toMatchObject({ status: 405 })
      expect(await problem('/v1/products/%zz')).toMatchObject({ status: 400, code: 'invalid-target' })
    })

    test('says which methods there are', async () => {
      const response = await client.ask('/v1/products/chair', { method: 'POST' })
      expect(response.headers.get('allow')).toBe('GET')
    })
  })

  describe('ingestion refuses', () => {
    const post = (body: BodyInit, headers: { [name: string]: string } = {}) =>
      problem('/internal/catalog/products', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      })

    test('what is no JSON', async () => {
      for (const body of ['', '{', '[1,]', '"text"', '\u0000', '['.repeat(100_000)]) {
        const { status, code } = await post(body)
        expect({ body: body.slice(0, 5), status }).toEqual({ body: body.slice(0, 5), status: 400 })
        expect(['malformed-body', 'invalid-request']).toContain(code)
      }
      expect(await post('{}', { 'content-type': 'text/plain' })).toMatchObject({
        code: 'unsupported-media-type',
      })
      expect(await post('{}', { 'content-encoding': 'rot13' })).toMatchObject({
        code: 'unsupported-media-type',
      })
      expect(await post('no gzip', { 'content-encoding': 'gzip' })).toMatchObject({ code: 'malformed-body' })
    })

    test('more than it can take, also when it is compressed', async () => {
      const huge = Buffer.alloc(17 * 1024 * 1024, ' ')
      expect(await post(huge)).toMatchObject({ status: 413, code: 'body-too-large' })
      const bomb = { 'content-encoding': 'gzip' }
      expect(await post(gzipSync(huge), bomb)).toMatchObject({ status: 413, code: 'body-too-large' })
    })

    test.each([
      [{}, '/body/generation'],
      [{ generation: '', products: [] }, '/body/generation'],
      [{ generation: 'g', products: 'all' }, '/body/products'],
      [{ generation: 'g', products: [{ ...chair, extra: 1 }] }, '/body/products/0'],
      [{ generation: 'g', products: [{ ...chair, updatedAt: 'yesterday' }] }, '/body/products/0/updatedAt'],
      [{ generation: 'g', products: [{ ...chair, editions: [] }] }, '/body/products/0/editions'],
      [
        { generation: 'g', products: [{ ...chair, slug: 'table' }] },
        '/body/products/0/editions/0/content/slug',
      ],
    ])('what is no batch of products: %#', async (body, pointer) => {
      const refused = await post(JSON.stringify(body))
      expect(refused).toMatchObject({ status: 400, code: 'invalid-request' })
      expect(refused.pointers).toContain(pointer)
    })

    test('an answer that would break the contract, whole batch and all', async () => {
      const [edition] = chair.editions
      const content = { ...edition?.content, slug: 'new', price: { min: -1 } }
      const broken = { ...chair, slug: 'new', editions: [{ ...edition, content }] }
      const good = exampleProduct({ slug: 'good' })
      const refused = await post(JSON.stringify({ generation: 'g', products: [good, broken] }))
      expect(refused.pointers?.[0]).toMatch(/^\/body\/products\/1\/editions\/0\/content\/price/)
      expect(await problem('/v1/products/good')).toMatchObject({ code: 'not-found' })
    })

    test('a sweep of a generation that never was', async () => {
      const reply = await client.send('POST', '/internal/catalog/sweep', { generation: 'never' })
      expect(reply).toMatchObject({ status: 409, body: { code: 'conflict' } })
    })
  })
})

describe('a service that goes wrong', () => {
  const answering = (getProduct: Service<'catalog'>['answerers']['getProduct']) => {
    const service = catalog()
    return serve([{ ...service, answerers: { ...service.answerers, getProduct } }])
  }
  const codeFrom = async (client: ServiceClient, headers: { [name: string]: string } = {}) => {
    const response = await client.ask('/v1/products/chair', { headers })
    await client.close()
    return { status: response.status, body: (await response.json()) as { code: string; detail?: string } }
  }

  test('tells nothing of an unknown failure', async () => {
    const client = await answering(async () => {
      throw new Error('secret connection string')
    })
    const { status, body } = await codeFrom(client)
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal' })
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  test('does not pass on an answer that breaks the contract', async () => {
    const client = await answering(async () => jsonText({ slug: 'chair' } as never))
    expect(await codeFrom(client)).toMatchObject({ status: 500, body: { code: 'internal' } })
  })

  test('ends the work when the deadline passes', async () => {
    const client = await answering(
      (_input, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    )
    const reply = await codeFrom(client, { 'banyan-deadline-ms': '20' })
    expect(reply).toMatchObject({ status: 504, body: { code: 'deadline-exceeded' } })
  })

  test('ends the work when the caller goes away', async () => {
    const work = Promise.withResolvers<AbortSignal>()
    const client = await answering(
      (_input, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
          work.resolve(signal)
        }),
    )
    const headers = { authorization: `Bearer ${exampleToken}` }
    const asking = request(`${client.url}/v1/products/chair`, { headers })
    asking.on('error', () => undefined).end()
    const signal = await work.promise
    const ended = new Promise((resolve) => signal.addEventListener('abort', resolve))
    asking.destroy()
    await ended
    expect(signal.aborted).toBe(true)
    await client.close()
  })

  test('that is still being prepared lives, is not ready and says when to come again', async () => {
    const client = await serve([catalog()], {
      mustBePrepared: () => {
        throw new BanyanError('unavailable', { retryAfterSeconds: 1 })
      },
    })
    expect((await client.ask('/livez')).status).toBe(200)
    expect((await client.ask('/readyz')).status).toBe(503)
    const response = await client.ask('/v1/products')
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    await client.close()
  })
})

test('without a token no service is made', async () => {
  await expect(serve([catalog()], { token: '' })).rejects.toThrow('without a token')
})

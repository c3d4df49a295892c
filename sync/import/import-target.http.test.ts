import { type IngestionServer, startIngestionServer } from '../testing/ingestion-server.ts'
import { exampleProduct } from '../testing/memory-feed.ts'
import { createHttpImportTarget } from './import-target.http.ts'
import { importTargetRules } from './import-target.suite.ts'

const serviceToken = 'a-token-for-tests-only'
const signal = new AbortController().signal

describe('the target over HTTP', () => {
  importTargetRules(async () => {
    const server = await startIngestionServer(serviceToken)
    const target = createHttpImportTarget({ baseUrl: `${server.url}/`, serviceToken, capability: 'catalog' })
    return {
      target,
      names: async () =>
        new Map(
          [...server.target.products].map(([slug, { editions }]) => [slug, editions[0]?.content.name ?? '']),
        ),
      destroy: async () => {
        await target.close()
        await server.close()
      },
    }
  })
})

describe('a service that does not take it', () => {
  let server: IngestionServer
  let target: ReturnType<typeof createHttpImportTarget>
  const products = Array.from({ length: 10 }, (_, i) => exampleProduct(`p${i}`))

  beforeEach(async () => {
    server = await startIngestionServer(serviceToken, 1_000)
    target = createHttpImportTarget({ baseUrl: server.url, serviceToken, capability: 'catalog' })
  })

  afterEach(async () => {
    await target.close()
    await server.close()
  })

  it('gets smaller parts of what is too large for it', async () => {
    await target.putProducts('g', products, signal)
    expect(server.target.products.size).toBe(10)
    expect(Math.max(...server.sizes.filter((size) => size <= 1_000))).toBeGreaterThan(300)
  })

  it('is told so where one product alone is too large', async () => {
    const large = exampleProduct('large', undefined, 'x'.repeat(2_000))
    await expect(target.putProducts('g', [large], signal)).rejects.toMatchObject({ code: 'body-too-large' })
  })

  it.each([
    [400, 'invalid-request'],
    [401, 'unauthenticated'],
    [403, 'unauthenticated'],
    [404, 'not-found'],
    [409, 'invalid-request'],
    [429, 'unavailable'],
    [500, 'upstream-failed'],
    [502, 'upstream-failed'],
    [503, 'unavailable'],
  ])('with %i is %s', async (status, code) => {
    server.instead.push({ status })
    await expect(target.sweep('g', signal)).rejects.toMatchObject({ code })
  })

  it('says what was wrong with what it got', async () => {
    const errors = [{ pointer: '/body/products/3/slug', detail: 'must be text' }]
    server.instead.push({ status: 400, body: { code: 'invalid-request', errors } })
    await expect(target.putProducts('g', products.slice(0, 1), signal)).rejects.toMatchObject({
      detail: 'POST products was answered with 400: /body/products/3/slug: must be text',
    })
  })

  it('is unreachable when it cuts the connection, and when nobody listens', async () => {
    server.instead.push('cut')
    await expect(target.sweep('g', signal)).rejects.toMatchObject({ code: 'upstream-unreachable' })
    await server.close()
    await expect(target.sweep('g', signal)).rejects.toMatchObject({ code: 'upstream-unreachable' })
  })

  it('is not waited for once the call is called off', async () => {
    server.instead.push('never')
    const calling = new AbortController()
    const sweeping = target.sweep('g', calling.signal)
    calling.abort()
    await expect(sweeping).rejects.toMatchObject({ code: 'upstream-unreachable' })
  })

  it('may answer with something that is no JSON', async () => {
    server.instead.push({ status: 200, body: 'fine' }, { status: 200, body: null })
    expect(await target.sweep('g', signal)).toBeNull()
    expect(await target.sweep('g', signal)).toBeNull()
  })
})

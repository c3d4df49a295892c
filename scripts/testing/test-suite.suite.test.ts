// The bundled suite itself: its large catalogue is as Vendure would have made it; how it starts and ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestSuite, type TestSuite } from './test-suite.ts'

const products = 150
const password = 'only-for-this-test'
const main = fileURLToPath(new URL('../../suite/main.mjs', import.meta.url))

type Answer = { readonly [name: string]: unknown }

async function ask(url: string, query: string, token = ''): Promise<{ data: Answer; token: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = (await response.json()) as { data: Answer; errors?: unknown }
  if (errors) throw new Error(JSON.stringify(errors))
  return { data, token: response.headers.get('vendure-auth-token') ?? token }
}

describe('a large catalogue of the bundled suite', () => {
  let suite: TestSuite
  beforeAll(async () => {
    suite = await startTestSuite({
      SUITE_CATALOGUE: 'large',
      SUITE_PRODUCTS: String(products),
      SUITE_ADMIN_PASSWORD: password,
    })
  }, 120_000)
  afterAll(() => suite?.stop())

  const index = async () => {
    const found: { [market: string]: unknown } = {}
    for (const market of ['languageCode=en&currencyCode=USD', 'languageCode=de&currencyCode=EUR']) {
      const query = `{ search(input: { take: 2000, groupByProduct: false }) {
        totalItems
        items { sku slug productName productVariantName description productId productVariantId inStock
          facetIds facetValueIds collectionIds currencyCode productAsset { preview }
          price { ... on SinglePrice { value } } priceWithTax { ... on SinglePrice { value } } }
        facetValues { count facetValue { code } } } }`
      const { data } = await ask(`${suite.url}/shop-api?${market}`, query)
      const search = data.search as { items: { [name: string]: unknown }[]; facetValues: unknown[] }
      for (const item of search.items) {
        for (const ids of ['facetIds', 'facetValueIds', 'collectionIds']) (item[ids] as string[]).sort()
      }
      found[market] = {
        ...search,
        facetValues: search.facetValues.map((value) => JSON.stringify(value)).sort(),
      }
    }
    return found
  }

  const signIn = async () => {
    const login = `mutation { login(username: "superadmin", password: "${password}") { __typename } }`
    const { data, token } = await ask(`${suite.url}/admin-api`, login)
    expect(data.login).toEqual({ __typename: 'CurrentUser' })
    return token
  }

  test('it has the number of products that was asked for', async () => {
    const { data } = await ask(`${suite.url}/shop-api`, '{ products(options: { take: 100 }) { totalItems } }')
    expect(data.products).toEqual({ totalItems: products })
  })

  test('its search index, written in one statement, is what Vendure’s own reindex writes', async () => {
    const before = await index()
    const admin = `${suite.url}/admin-api`
    const token = await signIn()
    await ask(admin, 'mutation { reindex { id } }', token)
    const jobs =
      '{ jobs(options: { filter: { queueName: { eq: "update-search-index" } } }) { items { state } } }'
    const done = ['COMPLETED', 'FAILED']
    for (let states = ['']; !states.every((state) => done.includes(state)); ) {
      const { items } = (await ask(admin, jobs, token)).data.jobs as { items: { state: string }[] }
      states = items.map(({ state }) => state)
      expect(states).not.toHaveLength(0)
    }
    expect(await index()).toEqual(before)
  }, 120_000)

  test('nobody but who has the password is let in as administrator', async () => {
    const login = 'mutation { login(username: "superadmin", password: "superadmin") { __typename } }'
    const { data } = await ask(`${suite.url}/admin-api`, login)
    expect(data.login).toEqual({ __typename: 'InvalidCredentialsError' })
  })

  test('a product’s time of change stays when its price changes: a feed by it would miss that', async () => {
    const read = async () => {
      const query = '{ product(slug: "tent") { updatedAt variants { id priceWithTax } } }'
      return (await ask(`${suite.url}/shop-api`, query)).data.product as {
        updatedAt: string
        variants: { id: string; priceWithTax: number }[]
      }
    }
    const before = await read()
    const [variant = { id: '', priceWithTax: 0 }] = before.variants
    const price = variant.priceWithTax + 100
    const input = `[{ id: "${variant.id}", price: ${price} }]`
    const change = `mutation { updateProductVariants(input: ${input}) { id } }`
    await ask(`${suite.url}/admin-api`, change, await signIn())
    expect(await read()).toEqual({ ...before, variants: [{ ...variant, priceWithTax: price }] })
  })
})

describe('the process of the bundled suite', () => {
  const run = (settings: { [name: string]: string }) => {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH, SUITE_PORT: '0', ...settings },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    let output = ''
    const said = new Map<string, () => void>()
    const listen = (chunk: Buffer) => {
      output += chunk
      for (const [text, resolve] of said) if (output.includes(text)) resolve()
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    return {
      child,
      says: (text: string) => new Promise<void>((resolve) => said.set(text, resolve)),
      end: new Promise<{ code: number | null; output: string }>((resolve) =>
        child.once('close', (code) => resolve({ code, output })),
      ),
    }
  }
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'banyan-suite-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('settings that are wrong are all told, and it ends with 78', async () => {
    const wrong = {
      SUITE_DATA_DIR: folder,
      SUITE_PORT: 'x',
      SUITE_CATALOGUE: 'huge',
      SUITE_ADMIN_PASSWORD: 'short',
    }
    const { code, output } = await run(wrong).end
    expect(code).toBe(78)
    for (const name of ['SUITE_PORT', 'SUITE_CATALOGUE', 'SUITE_ADMIN_PASSWORD'])
      expect(output).toContain(name)
  })

  test('a killed first start leaves nothing half; the next one fills anew and ends on SIGTERM', async () => {
    const killed = run({ SUITE_DATA_DIR: folder })
    await killed.says('12/54 products')
    killed.child.kill('SIGKILL')
    await killed.end
    expect(existsSync(join(folder, 'complete.json'))).toBe(false)
    const next = run({ SUITE_DATA_DIR: folder })
    await next.says('ready on')
    next.child.kill('SIGTERM')
    const { code, output } = await next.end
    expect(code).toBe(0)
    expect(output).toContain('suite: 54/54 products')
    const other = await run({ SUITE_DATA_DIR: folder, SUITE_CATALOGUE: 'large' }).end
    expect(other).toMatchObject({ code: 78, output: expect.stringContaining('SUITE_DATA_DIR') })
  }, 120_000)

  test('it ends when its parent goes away', async () => {
    const orphan = run({ SUITE_DATA_DIR: folder })
    await orphan.says('countries')
    orphan.child.disconnect()
    // Not 'close': Node never tells it when the parent has cut the channel.
    expect(await once(orphan.child, 'exit')).toEqual([0, null])
  }, 120_000)
})

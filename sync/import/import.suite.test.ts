// The whole way, on what really runs: suite → its adapter's feed → import → rebuilt services.

import type { Adapter, CatalogFeed } from '#adapters/adapter.ts'
import { createAdapter } from '#adapters/registry.ts'
import { contextHeaders } from '#contracts/call-context.ts'
import type { Edition, ProductRecord } from '#contracts/catalog-records.ts'
import { bundledMarkets } from '#contracts/markets.ts'
import type { Capability, Output } from '#contracts/operations.ts'
import { silentLog } from '#contracts/process/log.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { startTestSuite, type TestSuite } from '#scripts/testing/test-suite.ts'
import { startSync } from '../main-part.ts'
import type { Sync } from '../sync.ts'
import { type RunningServices, startServices } from '../testing/running-services.ts'
import { openSuiteAdmin, type SuiteAdmin } from '../testing/suite-admin.ts'
import type { ImportJob, ImportMode } from './import-job.ts'

const serviceToken = 'a-token-for-tests-only'
const password = 'for-tests-only'
const signal = new AbortController().signal

let suite: TestSuite
let admin: SuiteAdmin
let database: TestDatabase
let services: RunningServices
let adapter: Adapter
let feed: CatalogFeed
let sync: Sync

beforeAll(async () => {
  ;[suite, database] = await Promise.all([
    startTestSuite({ SUITE_ADMIN_PASSWORD: password }),
    createTestDatabase(),
  ])
  services = await startServices({ databaseUrl: database.url, serviceToken, port: await freePort() })
  adapter = createAdapter('vendure', { baseUrl: suite.url, markets: bundledMarkets, options: {} })
  if (adapter.catalogFeed === null) throw new Error('the adapter has no feed')
  feed = adapter.catalogFeed
  admin = await openSuiteAdmin(suite.url, password)
  const newUrl = services.url
  sync = await startSync({ databaseUrl: database.url, newUrl, serviceToken, feed, log: silentLog })
}, 180_000)

afterAll(async () => {
  await sync?.stop()
  await adapter?.close()
  await services?.stop()
  await suite?.stop()
  await database?.drop()
})

async function importAll(capability: Capability, mode: ImportMode): Promise<ImportJob> {
  const { job } = await sync.startImport({ capability, mode })
  for await (const current of sync.progress(job.id, signal)) {
    if (current.state !== 'unfinished') return current
  }
  throw new Error('no progress')
}

async function fromSuite(): Promise<ProductRecord[]> {
  const records = new Map<string, ProductRecord>()
  for (let cursor: string | null = null; ; ) {
    const page = await feed.readProducts({ cursor, changedSince: null, limit: 50 }, signal)
    for (const record of page.items) records.set(record.slug, record)
    cursor = page.cursor
    if (cursor === null) return [...records.values()]
  }
}

async function fromService<T>(
  path: string,
  { channel, currency, locale }: Omit<Edition<T>, 'content'>,
): Promise<T> {
  const response = await fetch(`${services.url}${path}`, {
    headers: {
      authorization: `Bearer ${serviceToken}`,
      [contextHeaders.channel]: channel,
      [contextHeaders.currency]: currency,
      [contextHeaders.locale]: locale,
    },
  })
  return response.json() as Promise<T>
}

const us = { channel: 'default', currency: 'USD', locale: 'en' }

async function expectAsInSuite(records: readonly ProductRecord[]): Promise<void> {
  for (const { slug, editions } of records) {
    for (const { content, ...edition } of editions) {
      const answer = await fromService<Output<'getProduct'>>(`/v1/products/${slug}`, edition)
      expect(answer).toEqual(content)
    }
  }
}

async function searchTotal(): Promise<number> {
  const found = await fromService<Output<'searchProducts'>>('/v1/search', us)
  return found.total
}

it('fills both services with what the suite has, each product alike in every market', async () => {
  const [catalog, search] = [await importAll('catalog', 'full'), await importAll('search', 'full')]
  const records = await fromSuite()
  expect(records.length).toBeGreaterThan(50)
  for (const job of [catalog, search]) {
    expect(job).toMatchObject({ state: 'succeeded', total: records.length, removed: 0 })
    expect(job.done).toBeGreaterThanOrEqual(records.length)
  }
  await expectAsInSuite(records)
  expect(await searchTotal()).toBe(records.length)
  for (const { tree, ...where } of await feed.readCategories(signal)) {
    expect(await fromService('/v1/categories', { ...where, currency: 'USD' })).toEqual(tree)
  }
})

it('changes nothing the second time', async () => {
  const before = await fromSuite()
  expect(await importAll('catalog', 'incremental')).toMatchObject({ state: 'succeeded', removed: 0 })
  expect(await fromSuite()).toEqual(before)
  await expectAsInSuite(before)
})

it('brings what was renamed in the suite, and takes away what was deleted there', async () => {
  const [renamed, deleted] = (await fromSuite()).map((record) => record.slug)
  if (renamed === undefined || deleted === undefined) throw new Error('the suite is empty')
  await admin.renameProduct(renamed, 'Renamed by a test')
  await admin.deleteProduct(deleted)
  const total = await searchTotal()
  expect(await importAll('catalog', 'incremental')).toMatchObject({ state: 'succeeded', removed: 1 })
  expect(await importAll('search', 'incremental')).toMatchObject({ state: 'succeeded', removed: 1 })
  expect(await fromService(`/v1/products/${renamed}`, us)).toMatchObject({ name: 'Renamed by a test' })
  expect(await fromService(`/v1/products/${deleted}`, us)).toMatchObject({ code: 'not-found' })
  expect(await searchTotal()).toBe(total - 1)
  await expectAsInSuite(await fromSuite())
})

it('goes on when the services were killed in the middle and came back', async () => {
  const port = Number(new URL(services.url).port)
  const { job } = await sync.startImport({ capability: 'catalog', mode: 'full' })
  await services.stop('SIGKILL')
  for await (const current of sync.progress(job.id, signal)) {
    if (current.failures > 0) break
    expect(current.state).toBe('unfinished')
  }
  services = await startServices({ databaseUrl: database.url, serviceToken, port })
  for await (const current of sync.progress(job.id, signal)) {
    if (current.state !== 'unfinished') expect(current).toMatchObject({ state: 'succeeded', removed: 0 })
  }
  await expectAsInSuite(await fromSuite())
})

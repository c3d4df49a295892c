// A small shop that the suites of search share.
import type { CallContext } from '#contracts/call-context.ts'
import { exampleProduct, exampleTree } from '../kit/fixtures/example-product.ts'
import type { SearchStore } from './search-store.ts'

export type StoreFixture = { readonly store: SearchStore; close(): Promise<void> }

/** Dollars and English. */
export const context: CallContext = {
  ...{ channel: 'default', country: 'US', currency: 'USD', locale: 'en' },
  ...{ requestId: 'test', traceparent: '', signal: new AbortController().signal },
}

export const tree = exampleTree(['photo', 'photo/cameras', 'photo/lenses', 'home'])

export const stock = [
  exampleProduct({
    slug: 'compact',
    name: 'Compact Camera',
    description: 'With a lens cap and a café strap',
    prices: [20_000, 30_000],
    skus: ['CAM-1', 'CAM-2'],
    facets: ['brand:sony', 'colour:black'],
    categories: ['cameras'],
  }),
  exampleProduct({
    slug: 'instant',
    name: 'Instant Camera',
    prices: [15_000],
    facets: ['brand:polaroid', 'colour:white'],
    categories: ['cameras'],
  }),
  exampleProduct({
    slug: 'lens',
    name: 'Camera Lens',
    description: 'For every compact body',
    prices: [10_000],
    skus: ['LX4400-17'],
    facets: ['brand:sony', 'colour:black'],
    categories: ['lenses', 'photo'],
  }),
  exampleProduct({
    slug: 'camera',
    name: 'Camera',
    prices: [99_000],
    facets: ['brand:leica', 'colour:black'],
  }),
  exampleProduct({
    slug: 'shoe',
    name: 'Running shoe',
    description: 'Fits like a glove',
    prices: [8_000],
    facets: ['brand:nike', 'colour:white'],
    categories: ['home'],
  }),
  exampleProduct({ slug: 'cafe-table', name: 'Café Tables', prices: [12_000], categories: ['home'] }),
  exampleProduct({ slug: 'basketball', name: 'Basketball', prices: [3_000], facets: ['brand:wilson'] }),
]

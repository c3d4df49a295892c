// A stand-in for the suite, for the bench only: it knows one product and answers the adapter's queries from
// memory, so that the figure of the legacy side is the façade's and the adapter's, not the suite's.
import { createServer, type Server } from 'node:http'
import type { Output } from '#contracts/operations.ts'
import { sampleProduct } from './sample-product.ts'

const asset = ({ url }: { url: string }) => ({ preview: url })

function variant(of: Output<'getProduct'>['variants'][number], id: number) {
  return {
    ...{ id: String(id), sku: of.sku, name: of.name, updatedAt: '2026-01-01T00:00:00.000Z' },
    ...{ currencyCode: of.price.currency, priceWithTax: of.price.amountMinor, stockLevel: 'IN_STOCK' },
    featuredAsset: null,
    assets: of.images.map(asset),
    options: of.options.map(({ option, value }) => ({ code: value, group: { code: option } })),
    facetValues: [],
  }
}

/** The sample product as Vendure 3 answers the adapter's query for it. */
export const suiteProductJson = JSON.stringify({
  data: {
    product: {
      ...{
        id: '1',
        slug: sampleProduct.slug,
        name: sampleProduct.name,
        description: sampleProduct.description,
      },
      updatedAt: '2026-01-01T00:00:00.000Z',
      featuredAsset: null,
      assets: sampleProduct.images.map(asset),
      collections: sampleProduct.categories,
      facetValues: sampleProduct.facets.flatMap(({ code, name, values }) =>
        values.map((value) => ({ ...value, facet: { code, name } })),
      ),
      optionGroups: sampleProduct.options.map(({ code, name, values }) => ({ code, name, options: values })),
      variants: sampleProduct.variants.map(variant),
    },
  },
})

const product = Buffer.from(suiteProductJson)
const channel = Buffer.from(JSON.stringify({ data: { activeChannel: { token: 'stand-in' } } }))

/** Answers a query for a product with the sample, and any other as the default channel. */
export function createSuiteStandIn(): Server {
  return createServer((req, res) => {
    let asksForProduct = false
    req.on('data', (chunk: Buffer) => {
      asksForProduct ||= chunk.includes('product(')
    })
    req.on('end', () => {
      const body = asksForProduct ? product : channel
      res
        .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length })
        .end(body)
    })
  })
}

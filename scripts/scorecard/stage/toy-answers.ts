// What the toy upstreams answer on a good day: services and suite that know every product and every text.
import { sampleProduct } from '../../bench/sample-product.ts'
import { suiteProductJson } from '../../bench/suite-stand-in.ts'

const slugText = JSON.stringify(sampleProduct.slug)

/** The sample product under any slug, as the rebuilt service has it. */
export function productJson(slug: string): string {
  return JSON.stringify({ ...sampleProduct, slug })
}

/** One suggestion that holds the text. */
export function suggestionsJson(text: string): string {
  return JSON.stringify({ items: [{ text, kind: 'product', slug: sampleProduct.slug }] })
}

type Asked = { readonly query: string; readonly variables: { readonly [name: string]: unknown } }

/** The toy suite's answer to a query of the Vendure adapter, or to a client's own. */
export function suiteJson({ query, variables }: Asked): string {
  if (query.includes('product(')) {
    return suiteProductJson.replaceAll(slugText, JSON.stringify(String(variables.slug ?? sampleProduct.slug)))
  }
  if (query.includes('beginning:')) {
    const items = [{ slug: sampleProduct.slug, name: String(variables.part) }]
    return JSON.stringify({
      data: { beginning: { items }, holding: { items: [] }, collections: { items: [] } },
    })
  }
  return JSON.stringify({ data: { activeChannel: { token: 'toy' } } })
}

// A small shop that answers as the contract says, for tests: the same question always gets the same answer.
import { type OperationId, type Output, operations } from '#contracts/operations.ts'
import type { Parameters } from './request-target.ts'

const names = [
  'Laptop',
  'Tablet',
  'Wireless Optical Mouse',
  'Curvy Monitor',
  'Gaming PC',
  'Hard Drive',
  'Clacky Keyboard',
]
const colours = ['Red', 'Green', 'Blue', 'Black', 'White', 'Grey', 'Silver', 'Golden']
const products = colours.flatMap((colour) => names.map((name) => `${colour} ${name}`))
const categories = ['electronics', 'computers', 'camera-photo', 'home-garden', 'furniture', 'sports-outdoor']

const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-')
const money = (name: string) => ({ amountMinor: name.length * 1_000, currency: 'USD' })
const price = (name: string) => ({ min: money(name), max: money(name) })

function summary(name: string): Output<'listProducts'>['items'][number] {
  return { slug: slugOf(name), name, image: null, price: price(name), stock: 'in-stock' }
}

function category(slug: string, position: number): Output<'listCategories'>['items'][number] {
  return { slug, name: slug, description: '', parentSlug: null, position, image: null }
}

function page(found: readonly string[], parameters: Parameters): Output<'listProducts'> {
  const pageSize = Number(parameters.pageSize ?? 24)
  const number = Number(parameters.page ?? 1)
  const items = found.slice((number - 1) * pageSize, number * pageSize).map(summary)
  return { items, page: number, pageSize, total: found.length }
}

function product(key: string): Output<'getProduct'> {
  const name = products.find((p) => slugOf(p) === key.toLowerCase()) ?? key
  const variant = {
    sku: key.toUpperCase(),
    name,
    options: [],
    price: money(name),
    stock: 'in-stock' as const,
    images: [],
  }
  return {
    ...{ slug: slugOf(name), name, description: '', categories: [], facets: [], options: [], images: [] },
    ...{ variants: [variant], price: price(name), stock: 'in-stock' },
  }
}

function searched(q: string): string[] {
  const words = q.toLowerCase().split(' ')
  return products.filter((name) => words.every((word) => name.toLowerCase().includes(word)))
}

/** The answer of a 200. */
export function sampleAnswer(operation: OperationId, parameters: Parameters): unknown {
  const q = String(parameters.q ?? '')
  switch (operation) {
    case 'listCategories':
      return { items: categories.map(category) }
    case 'getCategory': {
      const slug = String(parameters.slug)
      return { ...category(slug, 0), breadcrumbs: [{ slug, name: slug }], children: [] }
    }
    case 'listProducts':
      return page(products, parameters)
    case 'getProduct':
      return product(String(parameters.key))
    case 'searchProducts': {
      const values = colours.map((colour) => ({ code: slugOf(colour), name: colour, count: 7 }))
      return { ...page(searched(q), parameters), facets: [{ code: 'colour', name: 'Colour', values }] }
    }
    case 'suggest':
      return {
        items: searched(q)
          .slice(0, 8)
          .map((text) => ({ text, kind: 'product', slug: slugOf(text) })),
      }
  }
}

export type Question = { readonly operation: OperationId; readonly parameters: Parameters }

const rows = operations.map(({ id, path }) => ({
  operation: id,
  name: /\{(\w+)\}/.exec(path)?.[1],
  pattern: new RegExp(`^${path.replace(/\{\w+\}/, '([^/]+)')}$`),
}))

/** What a request target asks. @throws RangeError where the contract has no such path */
export function questionOf(target: string): Question {
  const url = new URL(target, 'http://shop')
  for (const { operation, name, pattern } of rows) {
    const match = pattern.exec(url.pathname)
    if (!match) continue
    const inPath = name && match[1] ? { [name]: decodeURIComponent(match[1]) } : {}
    return { operation, parameters: { ...Object.fromEntries(url.searchParams), ...inPath } }
  }
  throw new RangeError(`no operation at ${url.pathname}`)
}

// Answers that keep the contract, for both sides to give in tests.
import type { Output } from '#contracts/operations.ts'

/** A product; its name tells who answered. */
export function aProduct(name: string, currency = 'USD'): Output<'getProduct'> {
  const money = { amountMinor: 129_900, currency }
  return {
    slug: 'laptop',
    name,
    description: '',
    categories: [],
    facets: [],
    options: [],
    variants: [{ sku: 'L1', name, options: [], price: money, stock: 'in-stock', images: [] }],
    price: { min: money, max: money },
    stock: 'in-stock',
    images: [],
  }
}

export function suggestions(text: string): Output<'suggest'> {
  return { items: [{ text, kind: 'product', slug: 'laptop' }] }
}

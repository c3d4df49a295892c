import type { Output } from '#contracts/operations.ts'

type Product = Output<'getProduct'>

/** A product as it stands in a list. */
export type ProductSummary = Output<'listProducts'>['items'][number]

/** The list's view of a whole product. */
export function productSummary(product: Product): ProductSummary {
  return {
    slug: product.slug,
    name: product.name,
    image: product.images[0] ?? null,
    price: product.price,
    stock: product.stock,
  }
}

// The one answer that every contender moves: a product as the contract wants it, about 1.5 kB.
import type { Output } from '#contracts/operations.ts'

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' })
const image = (file: string, alt: string) => ({ url: `/assets/preview/${file}__preview.jpg`, alt })

function variant(size: string, amountMinor: number): Output<'getProduct'>['variants'][number] {
  const name = `Field notebook ${size}`
  return {
    sku: `FN-${size}`,
    name,
    options: [{ option: 'size', value: size.toLowerCase() }],
    price: usd(amountMinor),
    stock: 'in-stock',
    images: [image(`notebook-${size.toLowerCase()}`, name)],
  }
}

export const sampleProduct: Output<'getProduct'> = {
  slug: 'field-notebook',
  name: 'Field notebook',
  description:
    'A sewn notebook that lies flat, with a cover that takes rain and a pencil loop that keeps the pencil. ' +
    'Ninety-six pages of heavy paper, numbered, with room for an index at the front and a pocket behind.',
  categories: [
    { slug: 'office', name: 'Office' },
    { slug: 'paper', name: 'Paper' },
  ],
  facets: [
    { code: 'brand', name: 'Brand', values: [{ code: 'figtree', name: 'Figtree' }] },
    { code: 'colour', name: 'Colour', values: [{ code: 'green', name: 'Green' }] },
  ],
  options: [
    {
      code: 'size',
      name: 'Size',
      values: [
        { code: 'a5', name: 'A5' },
        { code: 'a6', name: 'A6' },
      ],
    },
  ],
  variants: [variant('A5', 1_490), variant('A6', 1_190)],
  price: { min: usd(1_190), max: usd(1_490) },
  stock: 'in-stock',
  images: [image('notebook', 'Field notebook'), image('notebook-open', 'Field notebook')],
}

export const sampleProductPath = `/v1/products/${sampleProduct.slug}`
export const sampleProductJson = JSON.stringify(sampleProduct)

// What a product must hold to be a hit, as a tree that each store evaluates in its own way.

/** Where a word counts: anywhere; in name, facets, options or categories; in the name only. */
export type Field = 'any' | 'head' | 'name'

export type Term = {
  readonly kind: 'term'
  readonly word: string
  /** Whether words that begin with it count too. */
  readonly prefix: boolean
  readonly field: Field
}

export type Match =
  | Term
  | { readonly kind: 'sku'; readonly sku: string; readonly prefix: boolean }
  | { readonly kind: 'category'; readonly slug: string }
  | { readonly kind: 'all'; readonly of: readonly Match[] }
  | { readonly kind: 'one'; readonly of: readonly Match[] }

export const term = (word: string, field: Field = 'any', prefix = false): Term => ({
  kind: 'term',
  word,
  prefix,
  field,
})

/** All must hold; of one alternative itself. */
export const allOf = (of: readonly Match[]): Match => (of.length === 1 && of[0] ? of[0] : { kind: 'all', of })

/** One must hold; without alternatives nothing does. */
export const oneOf = (of: readonly Match[]): Match => (of.length === 1 && of[0] ? of[0] : { kind: 'one', of })

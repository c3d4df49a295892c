// The contract's orders, as comparisons.
import type { Output } from '../operations.ts'

type Summary = Output<'listProducts'>['items'][number]
type Order<T> = (a: T, b: T) => number

/** Texts by code units. */
export const byCodeUnits: Order<string> = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

const by =
  <T, K>(key: (item: T) => K, order: Order<K>): Order<T> =>
  (a, b) =>
    order(key(a), key(b))
const falling =
  <T>(order: Order<T>): Order<T> =>
  (a, b) =>
    order(b, a)

/** Items by a text of theirs. */
export const byText = <T>(key: (item: T) => string): Order<T> => by(key, byCodeUnits)

const bySlug = byText((item: Summary) => item.slug)
const tiesBySlug =
  (order: Order<Summary>): Order<Summary> =>
  (a, b) =>
    order(a, b) || bySlug(a, b)
const byName = byText((item: Summary) => item.name.toLowerCase())
const byPrice: Order<Summary> = (a, b) => a.price.min.amountMinor - b.price.min.amountMinor

/** What `sort` promises: names lower-cased, prices by the lowest variant, ties by slug in both directions. */
export const orders: { readonly [sort: string]: Order<Summary> } = {
  name: tiesBySlug(byName),
  '-name': tiesBySlug(falling(byName)),
  price: tiesBySlug(byPrice),
  '-price': tiesBySlug(falling(byPrice)),
}

// The catalogue's reads as prepared statements. Each touches as many rows as it returns, whatever the
// catalogue's size.
import type { Statement } from '../kit/database.ts'
import type { Paging } from './catalog-store.ts'

const statement = (name: string, text: string): Statement => ({ name: `catalog-${name}`, text })

const edition = `SELECT id FROM catalog.edition WHERE channel = $1 AND currency = $2 AND locale = $3`

export const tree = statement(
  'tree',
  `SELECT body AS text FROM catalog.tree WHERE channel = $1 AND locale = $2`,
)

export const category = statement(
  'category',
  `SELECT body AS text FROM catalog.category WHERE channel = $1 AND locale = $2 AND slug = $3`,
)

/** A row where the market has at least one product. */
export const imported = statement(
  'imported',
  `SELECT 1 FROM catalog.listing_size WHERE edition = (${edition}) AND category = '' AND total > 0`,
)

export const productBySlug = statement(
  'product-by-slug',
  `SELECT body AS text FROM catalog.answer WHERE edition = (${edition}) AND slug = $4`,
)

export const productBySku = statement(
  'product-by-sku',
  `SELECT answer.body AS text FROM catalog.sku JOIN catalog.answer USING (edition, slug)
   WHERE sku.edition = (${edition}) AND sku.sku = $4 ORDER BY sku.slug LIMIT 1`,
)

const pageBy = (name: string, key: string, direction: 'ASC' | 'DESC') =>
  statement(
    `page-${name}`,
    `SELECT coalesce(size.total, 0)::integer AS total,
       (SELECT summary FROM catalog.answer WHERE edition = own.id AND slug = page.slug) AS summary
     FROM (${edition}) AS own
     LEFT JOIN catalog.listing_size AS size ON size.edition = own.id AND size.category = $4
     LEFT JOIN LATERAL (
       SELECT slug, ${key} FROM catalog.listing
       WHERE edition = own.id AND category = $4
       ORDER BY ${key} ${direction}, slug LIMIT $5 OFFSET $6
     ) AS page ON true
     ORDER BY page.${key} ${direction}, page.slug`,
  )

/**
 * One page of a list and the list's length; no row where the market is unknown, one with nulls past the end.
 */
export const pages: { readonly [Sort in Paging['sort']]: Statement } = {
  name: pageBy('name-rising', 'name_key', 'ASC'),
  '-name': pageBy('name-falling', 'name_key', 'DESC'),
  price: pageBy('price-rising', 'price_minor', 'ASC'),
  '-price': pageBy('price-falling', 'price_minor', 'DESC'),
}

import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import { BanyanError } from '#contracts/errors.ts'
import { jsonText } from '../kit/json-text.ts'
import { byCodeUnits } from '../kit/name-key.ts'
import { notImported } from '../kit/not-imported.ts'
import {
  type AnswerRow,
  answerRows,
  type CategoryRow,
  categoryRows,
  latestOfEach,
} from './catalog-rows.map.ts'
import type { CatalogStore, Market, Paging } from './catalog-store.ts'

type Kept = { readonly rows: readonly AnswerRow[]; readonly generation: string }
type KeptTree = { readonly given: CategoryTree; readonly rows: readonly CategoryRow[] }

/** The catalogue in this process's memory: for tests and demonstrations. */
export function createMemoryCatalogStore(): CatalogStore {
  const products = new Map<string, Kept>()
  const trees = new Map<string, KeptTree>()

  const treeOf = ({ channel, locale }: Market): KeptTree => {
    const tree = trees.get(`${channel} ${locale}`)
    if (tree === undefined) throw notImported()
    return tree
  }
  const rowsOf = (market: Market): AnswerRow[] => {
    const all = [...products.values()].flatMap(({ rows }) => rows)
    const own = all.filter((row) => isOf(row, market))
    if (own.length === 0) throw notImported()
    return own
  }
  return {
    async putCategories(given) {
      for (const tree of given) {
        trees.set(`${tree.channel} ${tree.locale}`, { given: tree, rows: categoryRows(tree) })
      }
    },
    async putProducts(generation, records) {
      const changed = latestOfEach(records).filter((record) => put(products, record, generation))
      return { received: records.length, changed: changed.length }
    },
    async sweep(generation) {
      const stale = [...products].filter(([, kept]) => kept.generation !== generation)
      if (stale.length === products.size) throw new BanyanError('conflict', { detail: nothingWritten })
      for (const [slug] of stale) products.delete(slug)
      return { removed: stale.length }
    },
    tree: async (market) => jsonText(treeOf(market).given.tree),
    category: async (market, slug) => treeOf(market).rows.find((row) => row.slug === slug)?.body ?? null,
    product: async (market, { by, key }) => {
      const matches = (row: AnswerRow) => (by === 'sku' ? row.skus.includes(key) : row.slug === key)
      return rowsOf(market).filter(matches).sort(bySlug)[0]?.body ?? null
    },
    page: async (market, paging) => {
      const tree = trees.get(`${market.channel} ${market.locale}`)
      return pageOf(rowsOf(market), tree?.rows ?? [], paging)
    },
  }
}

/** Why a sweep is refused. */
export const nothingWritten = 'Nothing was written under this generation'

function put(products: Map<string, Kept>, record: ProductRecord, generation: string): boolean {
  const rows = answerRows(record)
  const before = products.get(record.slug)?.rows
  products.set(record.slug, { rows, generation })
  return before === undefined || jsonText(before) !== jsonText(rows)
}

function isOf(row: AnswerRow, market: Market): boolean {
  return row.channel === market.channel && row.currency === market.currency && row.locale === market.locale
}

const bySlug = (a: AnswerRow, b: AnswerRow) => byCodeUnits(a.slug, b.slug)

function pageOf(rows: readonly AnswerRow[], categories: readonly CategoryRow[], paging: Paging) {
  const { category, sort, page, pageSize } = paging
  const lineage = new Map(categories.map((row) => [row.slug, row.lineage]))
  const isIn = (row: AnswerRow) =>
    category === null || row.categories.some((slug) => (lineage.get(slug) ?? [slug]).includes(category))
  const listed = rows.filter(isIn)
  if (listed.length === 0 && category !== null && !lineage.has(category)) return null
  const key = sort.endsWith('price')
    ? (a: AnswerRow, b: AnswerRow) => a.priceMinor - b.priceMinor
    : (a: AnswerRow, b: AnswerRow) => byCodeUnits(a.nameKey, b.nameKey)
  const sign = sort.startsWith('-') ? -1 : 1
  const ordered = listed.sort((a, b) => sign * key(a, b) || bySlug(a, b))
  const items = ordered.slice((page - 1) * pageSize, page * pageSize).map((row) => row.summary)
  return { items, total: listed.length }
}

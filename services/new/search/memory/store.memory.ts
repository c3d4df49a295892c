import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import { BanyanError } from '#contracts/errors.ts'
import { jsonText } from '../../kit/json-text.ts'
import { byCodeUnits } from '../../kit/name-key.ts'
import { notImported } from '../../kit/not-imported.ts'
import {
  type DocumentRow,
  documentRows,
  type SearchCategory,
  searchCategories,
} from '../index/document-rows.map.ts'
import { nameStarts } from '../index/indexed-words.ts'
import type { Completing, Completion, HitQuery, Hits, Market, SearchStore } from '../search-store.ts'
import { countFacets, type FacetChoice, waysBlocked } from './memory-facets.ts'
import { evidenceIn, holds, type MemoryDocument, memoryDocument, score } from './memory-index.ts'

type Kept = { readonly rows: readonly DocumentRow[]; readonly generation: string }

/** Search in this process's memory: for tests and demonstrations. */
export function createMemorySearchStore(): SearchStore {
  const products = new Map<string, Kept>()
  const trees = new Map<string, CategoryTree>()

  const categoriesOf = ({ channel, locale }: Market) => {
    const tree = trees.get(`${channel} ${locale}`)
    return tree === undefined ? [] : searchCategories(tree)
  }
  const documentsOf = (market: Market): MemoryDocument[] => {
    const rows = [...products.values()].flatMap((kept) => kept.rows).filter((row) => isOf(row, market))
    if (rows.length === 0) throw notImported()
    const categories = categoriesOf(market)
    return rows.map((row) => memoryDocument(row, categories))
  }
  return {
    async putCategories(given) {
      for (const tree of given) trees.set(`${tree.channel} ${tree.locale}`, tree)
    },
    async putProducts(generation, records) {
      const each = [...new Map(records.map((record) => [record.slug, record])).values()]
      return { received: records.length, changed: each.filter((r) => put(products, r, generation)).length }
    },
    async sweep(generation) {
      const stale = [...products].filter(([, kept]) => kept.generation !== generation)
      if (stale.length === products.size) {
        throw new BanyanError('conflict', { detail: 'Nothing was written under this generation' })
      }
      for (const [slug] of stale) products.delete(slug)
      return { removed: stale.length }
    },
    evidence: async (market, question) => evidenceIn(documentsOf(market), question),
    hits: async (market, query) => hitsOf(documentsOf(market), query),
    namesFrom: async (market, from) => namesFrom(documentsOf(market), from),
    namesWith: async (market, { match, limit }) =>
      documentsOf(market)
        .filter((document) => holds(document, match))
        .sort((a, b) => a.row.nameWords.length - b.row.nameWords.length || byWords(a, b))
        .slice(0, limit)
        .map(({ row }) => ({ slug: row.slug, text: row.name })),
    categoriesFrom: async (market, from) => categoriesFrom(categoriesOf(market), from),
  }
}

function namesFrom(documents: readonly MemoryDocument[], { text, limit }: Completing): Completion[] {
  return documents
    .flatMap(({ row }) => startOf(row, text))
    .sort(
      (a, b) =>
        Number(a.place > 0) - Number(b.place > 0) ||
        byCodeUnits(a.start, b.start) ||
        byCodeUnits(a.slug, b.slug),
    )
    .slice(0, limit)
    .map(({ slug, name }) => ({ slug, text: name }))
}

/** Where a name best begins as typed, if it does. */
function startOf({ slug, name, nameWords }: DocumentRow, typed: string) {
  const starts = nameStarts(nameWords).map((start, place) => ({ slug, name, start, place }))
  const [first, ...others] = starts.filter(({ start }) => start.startsWith(typed))
  if (first === undefined || first.place === 0) return first ?? []
  return [first, ...others].sort((a, b) => byCodeUnits(a.start, b.start)).slice(0, 1)
}

function categoriesFrom(categories: readonly SearchCategory[], { text, limit }: Completing): Completion[] {
  return categories
    .map(({ slug, name, nameWords }) => ({ slug, name, words: nameWords.join(' ') }))
    .filter(({ words }) => ` ${words}`.includes(` ${text}`))
    .sort(
      (a, b) =>
        Number(b.words.startsWith(text)) - Number(a.words.startsWith(text)) ||
        byCodeUnits(a.words, b.words) ||
        byCodeUnits(a.slug, b.slug),
    )
    .slice(0, limit)
    .map(({ slug, name }) => ({ slug, text: name }))
}

function put(products: Map<string, Kept>, record: ProductRecord, generation: string): boolean {
  const rows = documentRows(record)
  const before = products.get(record.slug)?.rows
  products.set(record.slug, { rows, generation })
  return before === undefined || jsonText(before) !== jsonText(rows)
}

function isOf(row: DocumentRow, market: Market): boolean {
  return row.channel === market.channel && row.currency === market.currency && row.locale === market.locale
}

const bySlug = (a: MemoryDocument, b: MemoryDocument) => byCodeUnits(a.row.slug, b.row.slug)
const byWords = (a: MemoryDocument, b: MemoryDocument) =>
  byCodeUnits(a.row.nameWords.join(' '), b.row.nameWords.join(' ')) || bySlug(a, b)

function hitsOf(documents: readonly MemoryDocument[], query: HitQuery): Hits {
  const { match, facets, priceMin, priceMax, page, pageSize } = query
  const fits = ({ row }: MemoryDocument) =>
    row.prices.some((price) => price >= (priceMin ?? 0) && price <= (priceMax ?? Number.MAX_SAFE_INTEGER))
  const matching = documents.filter(
    (document) => (match === null || holds(document, match)) && fits(document),
  )
  const choices: readonly FacetChoice[] = facets
  const hits = matching.filter(({ row }) => waysBlocked(row, choices).length === 0).sort(orderOf(query))
  return {
    total: hits.length,
    items: jsonText(
      hits.slice((page - 1) * pageSize, page * pageSize).map(({ row }) => JSON.parse(row.summary)),
    ),
    facets: jsonText(
      countFacets(
        matching.map(({ row }) => row),
        choices,
      ),
    ),
  }
}

function orderOf({ sort, ranking }: HitQuery): (a: MemoryDocument, b: MemoryDocument) => number {
  const sign = sort.startsWith('-') ? -1 : 1
  if (sort === 'relevance') {
    if (ranking === null) return bySlug
    return (a, b) => score(b, ranking) - score(a, ranking) || bySlug(a, b)
  }
  if (sort.endsWith('price')) return (a, b) => sign * (a.row.priceMinor - b.row.priceMinor) || bySlug(a, b)
  return (a, b) => sign * byCodeUnits(a.row.nameKey, b.row.nameKey) || bySlug(a, b)
}

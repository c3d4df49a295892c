// Search without a database: the same deciders over plain sets. Stems are guessed by endings.
import type { DocumentRow, SearchCategory } from '../index/document-rows.map.ts'
import type { Field, Match, Term } from '../query/search-match.ts'
import type { Evidence, KnownWord, WordEvidence } from '../query/search-plan.ts'
import type { Question, Ranking } from '../search-store.ts'

/** One product as it is held in memory. */
export type MemoryDocument = {
  readonly row: DocumentRow
  readonly words: { readonly [F in Field]: ReadonlySet<string> }
  /** Its categories and those above them. */
  readonly places: ReadonlySet<string>
}

/** A product made ready for matching. */
export function memoryDocument(row: DocumentRow, tree: readonly SearchCategory[]): MemoryDocument {
  const head = [...row.nameWords, ...row.traitWords, ...row.categoryWords]
  const lineage = new Map(tree.map((category) => [category.slug, category.lineage]))
  return {
    row,
    words: {
      any: new Set([...head, ...row.descriptionWords]),
      head: new Set(head),
      name: new Set(row.nameWords),
    },
    places: new Set(row.categories.flatMap((slug) => lineage.get(slug) ?? [slug])),
  }
}

/** Whether a document holds what is demanded. */
export function holds(document: MemoryDocument, match: Match): boolean {
  switch (match.kind) {
    case 'term':
      return holdsTerm(document, match, match.field)
    case 'sku':
      return document.row.skus.some((sku) => (match.prefix ? sku.startsWith(match.sku) : sku === match.sku))
    case 'category':
      return document.places.has(match.slug)
    case 'all':
      return match.of.length > 0 && match.of.every((part) => holds(document, part))
    case 'one':
      return match.of.some((part) => holds(document, part))
  }
}

function holdsTerm({ words }: MemoryDocument, { word, prefix }: Term, field: Field): boolean {
  if (!prefix) return words[field].has(word)
  return [...words[field]].some((known) => known.startsWith(word))
}

/**
 * How well a document answers: its name is just this > its name says it all > head, exactly > head, nearly.
 */
export function score(document: MemoryDocument, ranking: Ranking): number {
  const { typed, strict, loose, inName, groups, countOf } = ranking
  const { nameWords } = document.row
  const share = (terms: readonly Term[]) =>
    terms.filter((term) => holdsTerm(document, term, 'head')).length / Math.max(1, terms.length)
  return (
    (nameWords.join(' ') === typed ? 4 : 0) +
    (holds(document, inName) ? 1 + (2 * groups) / Math.max(1, nameWords.length) : 0) +
    (strict.some(({ word }) => word === nameWords.at(-1)) ? 0.5 : 0) +
    share(strict) +
    0.3 * share(loose) +
    2 * countOf.filter((part) => holds(document, part)).length
  )
}

const stops = new Set(['a', 'and', 'das', 'der', 'die', 'for', 'of', 'the', 'und', 'with'])

const stemOf = (word: string) => (word.length < 4 ? word : word.replace(/(es|en|er|e|s|n)$/, ''))

/** What the words of these documents say about a question. */
export function evidenceIn(documents: readonly MemoryDocument[], question: Question): Evidence {
  const head = new Set(documents.flatMap(({ words }) => [...words.head]))
  const known = new Set(documents.flatMap(({ words }) => [...words.any]))
  const vocabulary = [...known].map((word) => ({ word, stem: stemOf(word), inHead: head.has(word) }))
  const has = (prefix: boolean) =>
    documents.some((document) => holds(document, { kind: 'sku', sku: question.sku, prefix }))
  const beginning = has(true) ? 'beginning' : 'no'
  return {
    sku: { text: question.sku, known: has(false) ? 'whole' : beginning },
    words: question.words.map((word) => wordEvidence(word, vocabulary)),
    pieces: new Set(question.pieces.filter((piece) => head.has(piece))),
  }
}

function wordEvidence(word: string, vocabulary: readonly KnownWord[]): WordEvidence {
  const stem = stemOf(word)
  return {
    word,
    stop: stops.has(word),
    kin: vocabulary.filter((known) => known.stem === stem),
    compounds: vocabulary.filter(
      (known) =>
        known.inHead && known.stem !== stem && (known.word.endsWith(word) || known.stem.endsWith(stem)),
    ),
    begins: vocabulary.some((known) => known.word.startsWith(word)),
    near: vocabulary,
  }
}

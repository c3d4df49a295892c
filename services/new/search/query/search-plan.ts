// Decides what a query means, from its words and what the vocabulary knows of them. Pure.
import { toleratedEdits } from './deletion-variants.ts'
import { editDistance } from './edit-distance.ts'
import { allOf, type Match, oneOf, type Term, term } from './search-match.ts'

/** A word that products use. */
export type KnownWord = {
  readonly word: string
  readonly stem: string
  /** Whether a name, facet, option or category uses it; else only descriptions do. */
  readonly inHead: boolean
}

/** What the vocabulary knows of one word of the query. */
export type WordEvidence = {
  readonly word: string
  /** Too common to tell products apart ("the"). */
  readonly stop: boolean
  /** Words of the same stem, the word itself among them. */
  readonly kin: readonly KnownWord[]
  /** Longer words that end in its stem: Digitalkamera for Kamera. */
  readonly compounds: readonly KnownWord[]
  /** Whether a known word begins with it. */
  readonly begins: boolean
  /** Words that may be meant if it is misspelled, and their kin. */
  readonly near: readonly KnownWord[]
}

export type Evidence = {
  /** What was typed, as a SKU, and whether some product has a SKU that is this or begins with this. */
  readonly sku: { readonly text: string; readonly known: 'whole' | 'beginning' | 'no' }
  readonly words: readonly WordEvidence[]
  /** Which of the pieces (see `piecesOf`) are words that heads use. */
  readonly pieces: ReadonlySet<string>
}

export type SearchPlan = {
  /** One for each word of the query that counts; a hit holds them all. */
  readonly groups: readonly Match[]
  /** Words that say just what was asked for, and those that come near it; for the ranking. */
  readonly strict: readonly Term[]
  readonly loose: readonly Term[]
  /** Holds when the name answers the whole query. */
  readonly inName: Match
}

type Group = { readonly strict: readonly Term[]; readonly loose: readonly Term[]; readonly match: Match }

const shortestPiece = 3
const shortestCompound = 4
const mostCorrections = 3

/** Parts that words may be split into, and neighbours joined: "harddrive", "basket ball". */
export function piecesOf(words: readonly string[]): string[] {
  const joined = words.slice(1).map((word, i) => `${words[i]}${word}`)
  return [...new Set([...joined, ...words.flatMap((word) => splits(word).flat())])]
}

function splits(word: string): [string, string][] {
  const found: [string, string][] = []
  for (let at = shortestPiece; at <= word.length - shortestPiece; at++) {
    found.push([word.slice(0, at), word.slice(at)])
  }
  return found
}

/** The plan for words in the order that they were typed; the last one may still be unfinished. */
export function planSearch({ sku, words, pieces }: Evidence): SearchPlan {
  if (sku.known === 'whole') return skuPlan({ kind: 'sku', sku: sku.text, prefix: false })
  const plan = planWords(words, pieces)
  if (sku.known === 'no' || !couldBeSku(sku.text)) return plan
  return { ...plan, groups: [oneOf([{ kind: 'sku', sku: sku.text, prefix: true }, allOf(plan.groups)])] }
}

/** The beginning of a SKU is told from a word by its length and a digit. */
const couldBeSku = (text: string) => text.length >= 5 && /\d/.test(text)

function skuPlan(match: Match): SearchPlan {
  return { groups: [match], strict: [], loose: [], inName: oneOf([]) }
}

function planWords(words: readonly WordEvidence[], pieces: ReadonlySet<string>): SearchPlan {
  const counted = words.filter((word) => !word.stop)
  const meant = counted.length === 0 ? words : counted
  const single = meant.map((word, i) => groupOf(word, i === meant.length - 1, pieces))
  const groups = joinNeighbours(meant, single, pieces)
  return {
    groups: groups.length === 0 ? [oneOf([])] : groups.map(({ match }) => match),
    strict: groups.flatMap(({ strict }) => strict),
    loose: groups.flatMap(({ loose }) => loose),
    inName:
      groups.length === 0
        ? oneOf([])
        : allOf(groups.map(({ strict }) => oneOf(strict.map(({ word }) => term(word, 'name'))))),
  }
}

/** Whether nothing known says what a word means, so that it may be misspelled. */
export function isUnexplained(evidence: WordEvidence, isLast: boolean, pieces: ReadonlySet<string>): boolean {
  const { word, kin, compounds, begins } = evidence
  if (kin.length > 0 || (isLast && begins) || splitGroup(word, pieces) !== null) return false
  return compounds.length === 0 && !begins
}

function groupOf(evidence: WordEvidence, isLast: boolean, pieces: ReadonlySet<string>): Group {
  const { word, kin, begins } = evidence
  const compounds = word.length < shortestCompound ? [] : evidence.compounds
  const compoundTerms = compounds.map((known) => term(known.word, 'head'))
  if (kin.length > 0) {
    // A finished word: its beginnings elsewhere count only where they weigh ("pot" must not find
    // "potential").
    const unfinished = isLast && begins ? [term(word, 'head', true)] : []
    return group(
      kin.map((known) => term(known.word)),
      [...compoundTerms, ...unfinished],
    )
  }
  if (isLast && begins) return group([], [term(word, 'any', true), ...compoundTerms])
  return splitGroup(word, pieces) ?? nearGroup(evidence, compoundTerms, isLast)
}

function nearGroup(evidence: WordEvidence, compounds: readonly Term[], isLast: boolean): Group {
  const { word, begins } = evidence
  if (compounds.length > 0) return group([], compounds)
  if (begins) return group([], [term(word, 'any', true)])
  const [best, ...others] = corrections(word, evidence.near, isLast)
  if (best === undefined) return group([], [])
  const kin = evidence.near.filter(({ stem }) => stem === best.stem).map((known) => term(known.word))
  return group(
    kin,
    others.filter(({ stem }) => stem !== best.stem).map((known) => term(known.word)),
  )
}

/** The known words that come nearest to a misspelled one, best first. */
export function corrections(word: string, near: readonly KnownWord[], isUnfinished: boolean): KnownWord[] {
  const tolerated = toleratedEdits(word)
  const judged = near
    .map((known) => ({ known, edits: distance(word, known.word, isUnfinished) }))
    .filter(({ edits }) => Math.floor(edits) <= tolerated)
  const fewest = Math.min(...judged.map(({ edits }) => edits))
  return judged
    .filter(({ edits }) => edits === fewest)
    .map(({ known }) => known)
    .sort((a, b) => doubt(word, a) - doubt(word, b) || (a.word < b.word ? -1 : 1))
    .slice(0, mostCorrections)
}

/** An unfinished word is compared with the beginning of the known one too; that counts half an edit more. */
function distance(word: string, known: string, isUnfinished: boolean): number {
  const whole = editDistance(word, known)
  if (!isUnfinished || known.length <= word.length) return whole
  return Math.min(whole, editDistance(word, known.slice(0, word.length)) + 0.5)
}

/** Among equally near words: swapped letters first, then the same first letter, then words of names. */
function doubt(word: string, { word: known, inHead }: KnownWord): number {
  const sameLetters = [...word].sort().join('') === [...known].sort().join('')
  return (sameLetters ? 0 : 4) + (word[0] === known[0] ? 0 : 2) + (inHead ? 0 : 1)
}

function splitGroup(word: string, pieces: ReadonlySet<string>): Group | null {
  const split = splits(word).find(([a, b]) => pieces.has(a) && pieces.has(b))
  if (split === undefined) return null
  const terms = split.map((piece) => term(piece))
  return { strict: terms, loose: [], match: allOf(terms) }
}

/** Where two neighbours written as one are a known word, either way of writing is meant. */
function joinNeighbours(
  words: readonly WordEvidence[],
  single: readonly Group[],
  pieces: ReadonlySet<string>,
): Group[] {
  const groups: Group[] = []
  for (let i = 0; i < single.length; i++) {
    const [first, second] = single.slice(i, i + 2)
    const joined = `${words[i]?.word}${words[i + 1]?.word}`
    if (first && second && pieces.has(joined)) {
      groups.push({
        strict: [term(joined)],
        loose: [...first.strict, ...first.loose, ...second.strict, ...second.loose],
        match: oneOf([term(joined), allOf([first.match, second.match])]),
      })
      i++
    } else if (first) groups.push(first)
  }
  return groups
}

function group(strict: readonly Term[], loose: readonly Term[]): Group {
  return { strict, loose, match: oneOf([...strict, ...loose]) }
}

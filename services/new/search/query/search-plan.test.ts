import { allOf, type Match, oneOf, term } from './search-match.ts'
import {
  corrections,
  type Evidence,
  type KnownWord,
  piecesOf,
  planSearch,
  type WordEvidence,
} from './search-plan.ts'

const known = (word: string, stem = word, inHead = true): KnownWord => ({ word, stem, inHead })
const word = (text: string, more: Partial<WordEvidence> = {}): WordEvidence => ({
  ...{ word: text, stop: false, kin: [], compounds: [], begins: false, near: [] },
  ...more,
})
const evidence = (words: WordEvidence[], more: Partial<Evidence> = {}): Evidence => ({
  sku: { text: 'typed', known: 'no' },
  words,
  pieces: new Set(),
  ...more,
})
const groups = (words: WordEvidence[], more: Partial<Evidence> = {}) =>
  planSearch(evidence(words, more)).groups
const nothing: Match = { kind: 'one', of: [] }

describe('a word', () => {
  test('that is known stands for all words of its stem', () => {
    const kin = [known('shoe'), known('shoes', 'shoe')]
    expect(groups([word('shoes', { kin }), word('last', { kin: [known('last')] })])).toEqual([
      oneOf([term('shoe'), term('shoes')]),
      term('last'),
    ])
  })

  test('that is known and last also stands for what begins with it, in heads only', () => {
    const last = word('pot', { kin: [known('pot')], begins: true })
    expect(groups([last])).toEqual([oneOf([term('pot'), term('pot', 'head', true)])])
  })

  test('that is unfinished stands for all that begins with it', () => {
    expect(groups([word('cam', { begins: true })])).toEqual([term('cam', 'any', true)])
  })

  test('that ends longer ones stands for them too, in heads only', () => {
    const kamera = word('kamera', { kin: [known('kamera')], compounds: [known('digitalkamera')] })
    expect(groups([kamera])).toEqual([oneOf([term('kamera'), term('digitalkamera', 'head')])])
  })

  test('of three letters does not stand for longer ones that end in it', () => {
    const tea = word('tea', { kin: [known('tea')], compounds: [known('plateatea')] })
    expect(groups([tea])).toEqual([term('tea')])
  })

  test('that is unknown is split where both parts are known', () => {
    const plan = groups([word('harddrive')], { pieces: new Set(['hard', 'drive']) })
    expect(plan).toEqual([allOf([term('hard'), term('drive')])])
  })

  test('that is misspelled stands for the nearest, and for its kin', () => {
    const near = [known('camera'), known('cameras', 'camera'), known('cameo')]
    const plan = planSearch(evidence([word('camrea', { near })]))
    expect(plan.strict).toEqual([term('camera'), term('cameras')])
  })

  test('that nothing explains is met by nothing', () => {
    expect(groups([word('zzqq', { near: [known('tent')] })])).toEqual([nothing])
  })

  test('that is too common is left out, unless there is no other', () => {
    const the = word('the', { stop: true, kin: [known('the')] })
    const lens = word('lens', { kin: [known('lens')] })
    expect(groups([the, lens])).toEqual([term('lens')])
    expect(groups([the])).toEqual([term('the')])
  })
})

describe('two words', () => {
  const ball = word('ball', { kin: [known('ball')] })
  test('that are one when joined stand for either way of writing', () => {
    const plan = groups([word('basket'), ball], { pieces: new Set(['basketball']) })
    expect(plan).toEqual([oneOf([term('basketball'), allOf([nothing, term('ball')])])])
  })

  test('that are joined take no third one with them', () => {
    const plan = groups([word('basket'), ball, word('red', { kin: [known('red')] })], {
      pieces: new Set(['basketball']),
    })
    expect(plan).toHaveLength(2)
    expect(plan[1]).toEqual(term('red'))
  })
})

describe('a SKU', () => {
  test('that is whole finds nothing but its product', () => {
    const sku = { text: 'a/1', known: 'whole' } as const
    expect(groups([word('a', { kin: [known('a')] })], { sku })).toEqual([
      { kind: 'sku', sku: 'a/1', prefix: false },
    ])
  })

  test('that is begun is an alternative to the words, once it looks like one', () => {
    const begun = (text: string) => groups([], { sku: { text, known: 'beginning' } })
    expect(begun('l2201')).toEqual([oneOf([{ kind: 'sku', sku: 'l2201', prefix: true }, nothing])])
    expect(begun('l220')).toEqual([nothing])
    expect(begun('camera')).toEqual([nothing])
  })
})

test('a text without words is met by nothing', () => {
  expect(planSearch(evidence([]))).toMatchObject({ groups: [nothing], inName: nothing })
})

describe('corrections', () => {
  const words = (typed: string, ...near: string[]) =>
    corrections(
      typed,
      near.map((text) => known(text)),
      false,
    ).map((found) => found.word)

  test('are the nearest only', () => {
    expect(words('moniter', 'monitor', 'monitors', 'minister')).toEqual(['monitor'])
  })

  test('among equally near ones, swapped letters lead, then the first letter', () => {
    expect(words('tablte', 'table', 'tablet')).toEqual(['tablet', 'table'])
    expect(words('bell', 'cell', 'ball')).toEqual(['ball', 'cell'])
  })

  test('of short words are one edit away at most, of longer ones two', () => {
    expect(words('tent', 'tens', 'ants')).toEqual(['tens'])
    expect(words('kybord', 'keyboard')).toEqual(['keyboard'])
    expect(words('kybrd', 'keyboard')).toEqual([])
  })

  test('of an unfinished word look at the beginning, whole words first', () => {
    expect(corrections('labt', [known('laptop')], true).map((found) => found.word)).toEqual(['laptop'])
    expect(corrections('labt', [known('laptop'), known('lab')], true)[0]?.word).toBe('lab')
    expect(corrections('labt', [known('laptop')], false)).toEqual([])
  })
})

test('pieces are neighbours joined and words split', () => {
  expect(piecesOf(['ab', 'cdefgh'])).toEqual(['abcdefgh', 'cde', 'fgh'])
})

// One way to write words, for what is indexed and for what is typed: lower case, no accents, letters and
// digits only.

/** Letters that Unicode does not take apart. */
const folded: { readonly [letter: string]: string } = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

const foldable = /[ßæœøłđðþı]/g
const marks = /\p{M}+/gu
const apostrophes = /(?<=\p{L})['’](?=\p{L})/gu
const words = /[\p{L}\p{N}]+/gu

/** Longer words are cut: nobody types them, and an index key has a limit. */
const longestWord = 40

/** The words of a text, normalised, in order. "Men's Café-Stühle" → mens, cafe, stuhle */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(apostrophes, '')
    .replace(foldable, (letter) => folded[letter] ?? letter)
  return (plain.match(words) ?? []).map((word) => word.slice(0, longestWord))
}

/** A SKU as it is compared: case and outer spaces do not count, every other character does. */
export function normaliseSku(text: string): string {
  return text.trim().toLowerCase()
}

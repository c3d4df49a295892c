// What comes from elsewhere must not steer the reader's terminal. Pure.
import { stripVTControlCharacters } from 'node:util'

/** One line of a text, without what terminals obey and without characters that reorder or hide text. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(/\p{C}/gu, '')
}

/** The same for every text in a structure; names of fields too. */
export function plainData(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value)
  if (Array.isArray(value)) return value.map(plainData)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [plainText(name), plainData(inner)]))
}

/** JSON that says exactly what was there, and that a terminal may show: what it obeys is escaped. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[^\n\P{C}]|[\u2028\u2029]/gu, escaped)
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

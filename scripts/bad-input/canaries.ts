// Made-up personal data, from a seed: what must never be found where Banyan writes.

/** A small generator of numbers: the same seed, the same canaries. Source: mulberry32. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Different ones of five kinds: address of a mailbox, name, number of a card, of a telephone, street. */
export function canaries(count: number, seed: number): readonly string[] {
  const next = random(seed)
  const digits = (length: number) => Array.from({ length }, () => Math.floor(next() * 10)).join('')
  const word = () => Array.from({ length: 8 }, () => 'bcdfgklmnprstvwz'[Math.floor(next() * 16)]).join('')
  const kinds = [
    () => `${word()}.${word()}@canary.example`,
    () => `Canary ${word()} Ms ${word()}`,
    () => `4${digits(15)}`,
    () => `+49 30 ${digits(9)}`,
    () => `${word()} street ${digits(5)}`,
  ]
  return Array.from({ length: count }, (_, n) => kinds[n % kinds.length]?.() ?? '')
}

/** How a value may look where it is written: as it is, escaped for a URL, in base64 (as in a token). */
export function spellings(canary: string): readonly string[] {
  const encoded = encodeURIComponent(canary)
  return [...new Set([canary, encoded, encoded.replaceAll('%20', '+'), canary.replaceAll(' ', '')])]
}

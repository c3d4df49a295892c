// Which of the offered locales a shopper likes best. Source: RFC 9110 §12.5.4, lookup of RFC 4647 §3.4.

type Wish = { readonly tag: string; readonly quality: number }

/** The offered locale for one tag: itself, or a shorter form of it (`de-AT` → `de`), or null. */
export function lookUpLocale(tag: string, offered: readonly string[]): string | null {
  let range = tag.toLowerCase()
  for (;;) {
    const found = offered.find((locale) => locale.toLowerCase() === range)
    if (found !== undefined) return found
    const cut = range.lastIndexOf('-')
    if (cut === -1) return null
    range = range.slice(0, cut)
  }
}

/** The best offered locale for an Accept-Language header, or null where none is acceptable. */
export function negotiateLocale(header: string, offered: readonly string[]): string | null {
  for (const { tag } of wishes(header)) {
    if (tag === '*') return offered[0] ?? null
    const found = lookUpLocale(tag, offered)
    if (found !== null) return found
  }
  return null
}

/** Best first; equal ones in their order; what is malformed or unwanted (q=0) is left out. */
function wishes(header: string): Wish[] {
  return header
    .split(',')
    .map(wish)
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
}

function wish(part: string): Wish {
  const [tag = '', ...parameters] = part.split(';').map((text) => text.trim())
  const weight = parameters.find((parameter) => /^q=/i.test(parameter))
  const quality = weight === undefined ? 1 : Number(weight.slice(2))
  return { tag, quality: quality >= 0 && quality <= 1 ? quality : 0 }
}

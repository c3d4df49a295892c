// The generated part of the large catalogue: the same seed gives the same products.
import { brands, lines, optionKinds, series } from './product-lines.mjs'

/** Small, fast and good enough for a catalogue: mulberry32. */
function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const slugOf = (name) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '')

/** Cents, more cheap ones than dear ones, ending in 9. */
function priceOf(random, [from, to]) {
  const dollars = from * (to / from) ** random()
  return Math.round(dollars * 10) * 10 + 9
}

/** On hand: mostly plenty, some low, some none. */
function stockOf(random) {
  const draw = random()
  if (draw < 0.08) return 0
  return draw < 0.2 ? 1 + Math.floor(random() * 2) : 5 + Math.floor(random() * 200)
}

/** Yields `count` products, each with one to four variants. */
export function* generatedProducts(count, seed) {
  const random = createRandom(seed)
  const pick = (items) => items[Math.floor(random() * items.length)]
  for (let number = 1; number <= count; number += 1) {
    const line = pick(lines)
    const [brand, model, [thing, thingInGerman]] = [pick(brands), pick(series), pick(line.things)]
    const names = [`${brand} ${model} ${thing}`, `${brand} ${thingInGerman} ${model}`]
    const material = pick(line.materials)
    const price = priceOf(random, line.dollars)
    const values = Object.entries(optionKinds[line.option].values).slice(0, 1 + Math.floor(random() * 4))
    yield {
      slug: `${slugOf(names[0])}-${number}`,
      names,
      description: `${names[0]} in ${material}: made to be used every day and repaired when it breaks.`,
      facets: [...line.categories, brand, material],
      category: line.categories[1],
      option: values.length > 1 ? line.option : null,
      variants: values.map(([value, labels], index) => ({
        sku: `L${seed}-${String(number).padStart(6, '0')}-${index + 1}`,
        value: values.length > 1 ? value : null,
        labels: values.length > 1 ? labels : null,
        price: Math.round((price * (1 + index * 0.15)) / 10) * 10 + (index === 0 ? 0 : 9),
        stockOnHand: stockOf(random),
      })),
    }
  }
}

// Answers that are whole, and wrong: no JSON, or JSON that breaks the contract.
import { probedOperations } from '../stage/probe.ts'
import type { Fault } from './fault.ts'

const must =
  '502 upstream-contract-violation naming the pointer and counted, or the fallback; never passed on'

type Fields = { [name: string]: unknown }

/** Sends another body than the good one. */
const instead = (body: (good: string) => string): Fault['does'] => ({ body })

/** Rewrites the one product, suggestion or query answer that there is in a good body. */
function changed(change: (thing: Fields) => void): Fault['does'] {
  return instead((good) => {
    const body = JSON.parse(good)
    change(body.data?.product ?? body.data?.beginning?.items[0] ?? body.items?.[0] ?? body)
    return JSON.stringify(body)
  })
}

const fault = (id: string, title: string, does: Fault['does'], more: Partial<Fault> = {}): Fault => ({
  ...{ id, title, must, does },
  bothSides: { kind: 'problem', statuses: [502], code: 'upstream-contract-violation' },
  // The suite's own API is the suite's own business.
  passthrough: { kind: 'as-is' },
  ...{ atDeadline: false, passthroughAtDeadline: false, calls: 1 },
  ...{ operations: probedOperations, mayBeReadAround: true, namesPlace: true },
  ...more,
})

const without = (...names: readonly string[]) =>
  changed((thing) => {
    for (const name of names) delete thing[name]
  })

function negative(thing: Fields): void {
  if ('price' in thing) thing.price = { min: { amountMinor: -1, currency: 'USD' }, max: thing.price }
  for (const variant of (thing.variants ?? []) as Fields[]) variant.priceWithTax = -1
}

function otherCurrency(thing: Fields): void {
  const text = JSON.stringify(thing).replaceAll('"USD"', '"JPY"')
  Object.assign(thing, JSON.parse(text))
}

const deep = (good: string) => `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"b":${good}}`
const filler = 'x'.repeat(10 * 1024 * 1024)
const large = (good: string) => `${good.slice(0, -1)},"filler":"${filler}"}`
const polluting = (good: string) => good.replace(/\{(?="(slug|text|id)")/, '{"__proto__":{"admin":true},')

/** Held on both sides; the suite's are broken before its adapter reads them. */
export const answerFaults: readonly Fault[] = [
  fault(
    'no-json',
    'malformed JSON',
    instead((good) => good.slice(0, -2)),
    { namesPlace: false },
  ),
  fault('missing-id', 'missing id', without('slug', 'id')),
  fault('negative-price', 'negative price', changed(negative), { operations: ['getProduct'] }),
  fault('other-currency', 'currency changed', changed(otherCurrency), {
    operations: ['getProduct'],
    poison: 'JPY',
  }),
  fault('ten-megabytes', '10 MB', instead(large), {
    bothSides: { kind: 'problem', statuses: [502] },
    namesPlace: false,
  }),
  fault('deep', '100,000 levels', instead(deep), { namesPlace: false, poison: '[[[' }),
  fault('proto', '`__proto__`', instead(polluting), { poison: '__proto__' }),
]

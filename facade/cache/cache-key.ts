// Under which key an answer is kept: pure. Two requests share a key when, and only when, they ask one side
// the same thing.
import type { ShopperContext } from '#contracts/call-context.ts'
import type { Operation } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import type { OperationInput } from '../exchange.ts'

/** All that an answer may depend on, but for the side: what a side is asked on a cached path. */
export type Question = { readonly input: OperationInput; readonly context: ShopperContext }

export type CacheKeys = {
  /** The same input, written in one way: what the contract declares a set is sorted. */
  canonical(input: OperationInput): OperationInput
  /** @param question with canonical input */
  key(question: Question): string
}

/** Prepares the keys of one side's answers to one operation. */
export function createCacheKeys(operation: Operation, side: Side): CacheKeys {
  const names = operation.parameters.map(({ name }) => name).toSorted()
  const sets = setsOf(operation)
  const start = `${side} ${operation.id} `
  return {
    canonical: (input) => (sets.some((name) => isUnsorted(input[name])) ? sorted(input, sets) : input),
    key: ({ input, context }) => {
      const { channel, country, currency, locale } = context
      let key = start + part(channel) + part(country) + part(currency) + part(locale)
      for (const name of names) key += part(input[name])
      return key
    },
  }
}

/** Every part tells where it ends, so that no value can pass for two, or for another's. */
function part(value: OperationInput[string] | undefined): string {
  if (value === undefined) return '~'
  if (typeof value === 'string') return `${value.length}:${value}`
  if (typeof value === 'number') return `#${value};`
  let parts = `[${value.length}:`
  for (const one of value) parts += part(one)
  return parts
}

type Schema = {
  readonly properties: {
    readonly [name: string]: { readonly type?: unknown; readonly uniqueItems?: boolean }
  }
}

/** Parameters in which order means nothing. */
function setsOf({ inputSchema }: Operation): readonly string[] {
  return Object.entries((inputSchema as Schema).properties)
    .filter(([, schema]) => schema.type === 'array' && schema.uniqueItems === true)
    .map(([name]) => name)
}

function isUnsorted(value: OperationInput[string] | undefined): boolean {
  if (typeof value !== 'object') return false
  return value.some((one, index) => index > 0 && one < (value[index - 1] ?? ''))
}

function sorted(input: OperationInput, names: readonly string[]): OperationInput {
  const changed: { [name: string]: OperationInput[string] } = { ...input }
  for (const name of names) {
    const value = changed[name]
    if (typeof value === 'object') changed[name] = value.toSorted()
  }
  return changed
}

import { BanyanError, type ProblemError } from '#contracts/errors.ts'
import { validators } from '#contracts/validation.ts'
import type { Decided } from '../exchange.ts'
import type { Body } from '../reply.ts'
import type { Side } from './side.ts'

/**
 * A side whose answers are held against the contract: a share of them, drawn for each.
 * @param share 0–1
 * @param random 0 ≤ random() < 1
 */
export function createCheckedSide(side: Side, share: number, random: () => number): Side {
  async function checked(exchange: Decided): Promise<Body> {
    const body = await side.call(exchange)
    check(exchange, body)
    return body
  }

  return {
    call: (exchange) => (random() < share ? checked(exchange) : side.call(exchange)),
    close: () => side.close(),
  }
}

function check({ operation, context }: Decided, body: Body): void {
  const value = parsed(body)
  const errors = validators.get(operation.id)?.output(value) ?? otherMoney(value, context.currency, '')
  if (errors === null) return
  throw new BanyanError('upstream-contract-violation', { errors })
}

/** An amount in a currency that nobody asked for: valid for the schema, and wrong for the shopper. */
function otherMoney(value: unknown, currency: string, pointer: string): ProblemError[] | null {
  if (typeof value !== 'object' || value === null) return null
  if ('amountMinor' in value && 'currency' in value && value.currency !== currency) {
    return [{ pointer: `${pointer}/currency`, detail: `must be ${currency}` }]
  }
  for (const [name, inner] of Object.entries(value)) {
    const found = otherMoney(inner, currency, `${pointer}/${name}`)
    if (found !== null) return found
  }
  return null
}

function parsed(body: Body): unknown {
  if (body.kind === 'json') return body.value
  try {
    return JSON.parse(Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length).toString())
  } catch (cause) {
    throw new BanyanError('upstream-contract-violation', { cause })
  }
}

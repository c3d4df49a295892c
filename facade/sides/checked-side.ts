import { BanyanError } from '#contracts/errors.ts'
import type { Operation } from '#contracts/operations.ts'
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
    check(exchange.operation, body)
    return body
  }

  return {
    call: (exchange) => (random() < share ? checked(exchange) : side.call(exchange)),
    close: () => side.close(),
  }
}

function check(operation: Operation, body: Body): void {
  const errors = validators.get(operation.id)?.output(parsed(body)) ?? null
  if (errors === null) return
  throw new BanyanError('upstream-contract-violation', { errors })
}

function parsed(body: Body): unknown {
  if (body.kind === 'json') return body.value
  try {
    return JSON.parse(Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length).toString())
  } catch (cause) {
    throw new BanyanError('upstream-contract-violation', { cause })
  }
}

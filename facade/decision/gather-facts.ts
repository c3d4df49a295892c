import type { ShopperContext } from '#contracts/call-context.ts'
import type { Operation, OperationId } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import type { TesterClaims } from '#contracts/tester-token.ts'
import type { FlagSource } from '#flags/flag-source.ts'
import type { Facts } from './decide.ts'

/** Who asks for what: the request path and the explain call ask alike. */
export type Question = {
  readonly operation: Operation
  readonly visitorId: string
  readonly context: ShopperContext
  /** A valid tester's claims, or null. */
  readonly tester: TesterClaims | null
}

/** Which sides have an operation. */
export type Offer = { readonly [S in Side]: boolean }
export type Offers = ReadonlyMap<OperationId, Offer>

export type GatherFacts = (question: Question) => Facts

const nobody: Offer = { legacy: false, new: false }

/** Collects from memory all that a decision depends on. */
export function createGatherFacts(flags: FlagSource, offers: Offers): GatherFacts {
  return ({ operation, visitorId, context, tester }) => ({
    flag: flags.journey(operation.journey),
    drawnNew: flags.isNew(operation.journey, { visitorId, ...context }),
    override: tester === null ? null : overrideFor(tester, operation),
    offered: offers.get(operation.id) ?? nobody,
    operation,
  })
}

function overrideFor(tester: TesterClaims, operation: Operation): Side | null {
  return tester.journey === '*' || tester.journey === operation.journey ? tester.side : null
}

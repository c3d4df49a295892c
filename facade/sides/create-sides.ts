import type { Registry } from 'prom-client'
import { type Capability, capabilities, type Handlers, operations } from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import { type Side as SideName, sides as sideNames } from '#contracts/sides.ts'
import { exposeBreakers } from '../metrics/breaker-metrics.ts'
import { BreakerSide } from './breaker-side.ts'
import { createCheckedSide } from './checked-side.ts'
import { createLegacySide } from './legacy-side.ts'
import { createNewSide } from './new-side.ts'
import type { Side } from './side.ts'

export type SidesParts = {
  readonly legacyHandlers: Partial<Handlers>
  readonly newUrl: string
  readonly newCapabilities: readonly Capability[]
  readonly serviceToken: string
  /** Share of the answers that is held against the contract, 0–1. */
  readonly validateShare: number
  /** How long a failing side rests before it is tried again, milliseconds. */
  readonly restMs: number
  readonly registry: Registry
  readonly log: Logger
}

export type BothSides = { readonly [Name in SideName]: BreakerSide }

/** Both sides as the request path calls them: breaker around contract check around the call. */
export function createSides(parts: SidesParts): BothSides {
  const { newUrl: url, serviceToken, newCapabilities } = parts
  const newOperations = operations.filter(({ capability }) => newCapabilities.includes(capability))
  const sides = {
    legacy: guarded('legacy', createLegacySide(parts.legacyHandlers), parts),
    new: guarded('new', createNewSide({ url, serviceToken, operations: newOperations }), parts),
  }
  exposeBreakers(parts.registry, sides, capabilities)
  return sides
}

/** Sides and capabilities whose breaker is not closed, e.g. `new catalog`. */
export function restingSides(sides: BothSides): readonly string[] {
  return sideNames.flatMap((name) =>
    capabilities
      .filter((capability) => sides[name].state(capability) !== 'closed')
      .map((capability) => `${name} ${capability}`),
  )
}

function guarded(name: SideName, side: Side, { validateShare, restMs, log }: SidesParts): BreakerSide {
  return new BreakerSide(createCheckedSide(side, validateShare, Math.random), {
    capabilities,
    restMs,
    onChange: (capability, state) => log.warn({ side: name, capability, state }, 'breaker'),
  })
}

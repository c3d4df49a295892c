import type { Registry } from 'prom-client'
import { type Capability, capabilities, type Handlers, operations } from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import { type Side as SideName, sides as sideNames } from '#contracts/sides.ts'
import { type StalledSince, watchOwnStalls } from '../limits/own-stalls.ts'
import { exposeBreakers } from '../metrics/breaker-metrics.ts'
import { exposeBulkheads } from '../metrics/bulkhead-metrics.ts'
import { BreakerSide } from './breaker-side.ts'
import { BulkheadSide } from './bulkhead-side.ts'
import { createCheckedSide } from './checked-side.ts'
import { createLegacySide } from './legacy-side.ts'
import { createNewSide } from './new-side.ts'
import type { Side, Wake } from './side.ts'

export type SidesParts = {
  readonly legacyHandlers: Partial<Handlers>
  readonly newUrl: string
  readonly newCapabilities: readonly Capability[]
  readonly serviceToken: string
  /** Share of the answers that is held against the contract, 0–1. */
  readonly validateShare: number
  /** How long a failing side rests before it is tried again, milliseconds. */
  readonly restMs: number
  /** Calls at once, for each capability of a side. */
  readonly callsAtOnce: { readonly [Name in SideName]: number }
  readonly registry: Registry
  readonly log: Logger
}

export type BothSides = { readonly [Name in SideName]: Side } & {
  /** Sides and capabilities whose breaker is not closed, e.g. `new catalog`. */
  resting(): readonly string[]
  /** Lets one call through to a side that rests, once per rest. False: it does not rest, or not now. */
  readonly wake: Wake
  close(): Promise<void>
}

/** Both sides as the request path calls them: bulkhead, breaker, contract check, call. */
export function createSides(parts: SidesParts): BothSides {
  const { newUrl: url, serviceToken, newCapabilities, callsAtOnce, registry } = parts
  const newOperations = operations.filter(({ capability }) => newCapabilities.includes(capability))
  const stalls = watchOwnStalls()
  const breakers = {
    legacy: resting('legacy', createLegacySide(parts.legacyHandlers), parts, stalls.since),
    new: resting('new', createNewSide({ url, serviceToken, operations: newOperations }), parts, stalls.since),
  }
  // Outside the breaker: a call that found no room must count neither for nor against the side.
  const sides = {
    legacy: new BulkheadSide(breakers.legacy, { capabilities, most: callsAtOnce.legacy }),
    new: new BulkheadSide(breakers.new, { capabilities, most: callsAtOnce.new }),
  }
  exposeBreakers(registry, breakers, capabilities)
  exposeBulkheads(registry, sides, capabilities)
  return {
    ...sides,
    resting: () => restingSides(breakers),
    wake: (side, capability) => breakers[side].wake(capability),
    close: async () => {
      stalls.stop()
      await Promise.all(sideNames.map((name) => sides[name].close()))
    },
  }
}

function restingSides(breakers: { readonly [Name in SideName]: BreakerSide }): readonly string[] {
  return sideNames.flatMap((name) =>
    capabilities
      .filter((capability) => breakers[name].state(capability) !== 'closed')
      .map((capability) => `${name} ${capability}`),
  )
}

function resting(name: SideName, side: Side, parts: SidesParts, stalledSince: StalledSince): BreakerSide {
  const { validateShare, restMs, log } = parts
  return new BreakerSide(createCheckedSide(side, validateShare, Math.random), {
    capabilities,
    restMs,
    stalledSince,
    onChange: (capability, state) => log.warn({ side: name, capability, state }, 'breaker'),
  })
}

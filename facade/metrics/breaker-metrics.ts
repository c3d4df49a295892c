import { Gauge, type Registry } from 'prom-client'
import type { Capability } from '#contracts/operations.ts'
import { sides as sideNames } from '#contracts/sides.ts'
import type { BreakerSide, BreakerState } from '../sides/breaker-side.ts'

const numberOf: { readonly [S in BreakerState]: number } = { closed: 0, 'half-open': 1, open: 2 }

/** Which sides rest after failures. */
export function exposeBreakers(
  registry: Registry,
  sides: { readonly legacy: BreakerSide; readonly new: BreakerSide },
  capabilities: readonly Capability[],
): void {
  new Gauge({
    name: 'banyan_breaker_state',
    help: '0 closed, 1 half-open, 2 open: a side and capability that rests after failures',
    labelNames: ['side', 'capability'],
    aggregator: 'max',
    registers: [registry],
    collect() {
      for (const side of sideNames) {
        for (const capability of capabilities) {
          this.set({ side, capability }, numberOf[sides[side].state(capability)])
        }
      }
    },
  })
}

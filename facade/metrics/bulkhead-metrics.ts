import { Gauge, type Registry } from 'prom-client'
import type { Capability } from '#contracts/operations.ts'
import { type Side as SideName, sides as sideNames } from '#contracts/sides.ts'
import type { BulkheadSide } from '../sides/bulkhead-side.ts'

type Bulkheads = { readonly [Name in SideName]: BulkheadSide }

/** How full the sides are, and how far their room has shrunk. */
export function exposeBulkheads(
  registry: Registry,
  sides: Bulkheads,
  capabilities: readonly Capability[],
): void {
  const gauge = (name: string, help: string, value: (room: ReturnType<BulkheadSide['room']>) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['side', 'capability'],
      registers: [registry],
      collect() {
        for (const side of sideNames) {
          for (const capability of capabilities) {
            this.set({ side, capability }, value(sides[side].room(capability)))
          }
        }
      },
    })
  gauge('banyan_side_calls_in_flight', 'Calls to a side that are under way', (room) => room.inFlight)
  gauge('banyan_side_calls_limit', 'Calls to a side that are let in at once now', (room) => room.limit)
}

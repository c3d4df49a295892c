import type { Registry } from 'prom-client'
import { type Capability, capabilities } from '#contracts/operations.ts'
import { type Side, sides } from '#contracts/sides.ts'
import { LatencySketch } from './latency-sketch.ts'
import { SketchHistogram } from './sketch-histogram.ts'

/** Told how long each call to a side took. */
export type ObserveSideCall = (side: Side, capability: Capability, seconds: number) => void

/** Durations of calls to the sides, failed ones too. */
export function createSideCallMetrics(registry: Registry): ObserveSideCall {
  const sketchesOf = { legacy: sketches(), new: sketches() }
  new SketchHistogram({
    name: 'banyan_side_call_duration_seconds',
    help: 'Calls to a side, failed ones too',
    labelNames: ['side', 'capability'],
    registry,
    sketches: () =>
      sides.flatMap((side) =>
        [...sketchesOf[side]].map(([capability, latency]) => ({ labels: { side, capability }, latency })),
      ),
  })
  return (side, capability, seconds) => sketchesOf[side].get(capability)?.add(seconds)
}

function sketches(): ReadonlyMap<Capability, LatencySketch> {
  return new Map(capabilities.map((capability) => [capability, new LatencySketch()]))
}

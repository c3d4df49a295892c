import { Counter, type Registry } from 'prom-client'
import type { BanyanError } from '#contracts/errors.ts'
import { type Capability, capabilities } from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import { type Side, sides } from '#contracts/sides.ts'
import type { Rarely } from '../rarely.ts'
import { sideFailures } from '../sides/side.ts'
import { LatencySketch } from './latency-sketch.ts'
import { SketchHistogram } from './sketch-histogram.ts'

export type SideCall = {
  readonly side: Side
  readonly capability: Capability
  readonly seconds: number
  /** What it rejected with, or null. */
  readonly error: BanyanError | null
}

/** Told of every call to a side, answered or not: also of those that a fallback made good. */
export type ObserveSideCall = (call: SideCall) => void

/** Durations of calls to the sides; failures by code, which are logged too, but not each of thousands. */
export function createSideCallMetrics(registry: Registry, log: Logger, rarely: Rarely): ObserveSideCall {
  const sketchesOf = { legacy: sketches(), new: sketches() }
  exposeDurations(registry, sketchesOf)
  const failures = new Counter({
    name: 'banyan_side_failures_total',
    help: 'Failed calls to a side, also those that the other side made good',
    labelNames: ['side', 'capability', 'code'],
    registers: [registry],
  })
  return ({ side, capability, seconds, error }) => {
    sketchesOf[side].get(capability)?.add(seconds)
    if (error === null || !sideFailures.has(error.code)) return
    const { code } = error
    failures.inc({ side, capability, code })
    if (rarely(`${side} ${capability} ${code}`)) {
      log.warn({ side, capability, err: error }, 'a side failed')
    }
  }
}

type Sketches = ReadonlyMap<Capability, LatencySketch>

function sketches(): Sketches {
  return new Map(capabilities.map((capability) => [capability, new LatencySketch()]))
}

function exposeDurations(registry: Registry, sketchesOf: { readonly [S in Side]: Sketches }): void {
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
}

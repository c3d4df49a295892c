import { EventEmitter } from 'node:events'
import type { ClientFeaturesResponse, UnleashConfig } from 'unleash-client'
import type { FeatureSet } from './feature.ts'

type Repository = NonNullable<UnleashConfig['repository']>
type Toggle = ReturnType<Repository['getToggles']>[number]
type EnhancedToggle = ReturnType<Repository['getTogglesWithSegmentData']>[number]
type Segment = NonNullable<ClientFeaturesResponse['segments']>[number]

/**
 * What Unleash's own evaluation reads: only flags that were believed. It is handed to the client in place
 * of the client's repository, which would take anything a server says.
 */
export class HeldFeatures extends EventEmitter implements Repository {
  #toggles: ReadonlyMap<string, Toggle> = new Map()
  #segments: ReadonlyMap<number, Segment> = new Map()

  take(set: FeatureSet): void {
    // The shapes were checked by featureSchema and segmentSchema; the client's types are the same things
    // by name.
    this.#toggles = new Map(set.features.map((feature) => [feature.name, feature as unknown as Toggle]))
    this.#segments = new Map(set.segments.map((segment) => [segment.id, segment as unknown as Segment]))
    this.emit('ready')
  }

  getToggle(name: string): Toggle | undefined {
    return this.#toggles.get(name)
  }

  getToggles(): Toggle[] {
    return [...this.#toggles.values()]
  }

  getTogglesWithSegmentData(): EnhancedToggle[] {
    return this.getToggles().map(({ strategies = [], ...toggle }) => ({
      ...toggle,
      strategies: strategies.map(({ segments = [], ...strategy }) => ({
        ...strategy,
        segments: segments.map((id) => this.#segments.get(id)),
      })),
    }))
  }

  getSegment(id: number): Segment | undefined {
    return this.#segments.get(id)
  }

  async start(): Promise<void> {}

  stop(): void {}
}

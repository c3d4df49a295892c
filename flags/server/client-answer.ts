// What the embedded server tells Unleash clients: pure, from one snapshot or from two.
import { createHash } from 'node:crypto'
import type { Snapshot, StoredFeature } from './flag-store.ts'

/** A complete answer of `GET /api/client/features`, made once per snapshot. */
export type ClientAnswer = { readonly body: Buffer; readonly etag: string }

/** Events of unleash-client 6.12's streaming mode. */
export type DeltaEvent =
  | {
      readonly type: 'hydration'
      readonly eventId: number
      readonly features: readonly object[]
      readonly segments: readonly []
    }
  | { readonly type: 'feature-updated'; readonly eventId: number; readonly feature: object }
  | {
      readonly type: 'feature-removed'
      readonly eventId: number
      readonly featureName: string
      readonly project: string
    }

export const project = 'default'
export const environment = 'development'

export function clientAnswer(snapshot: Snapshot): ClientAnswer {
  const features = snapshot.features.map(clientFeature)
  const content = createHash('sha256').update(JSON.stringify(features)).digest('hex').slice(0, 16)
  const etag = `"${content}:${snapshot.revision}:v1"`
  const query = { project: [project], environment }
  const meta = { revisionId: snapshot.revision, etag, queryHash: content }
  const body = { version: 2, features, segments: [], query, meta }
  return { body: Buffer.from(JSON.stringify(body)), etag }
}

/** Everything, for a client that has just come. */
export function hydration(snapshot: Snapshot): DeltaEvent {
  const features = snapshot.features.map(clientFeature)
  return { type: 'hydration', eventId: snapshot.revision, features, segments: [] }
}

/** What a client has to be told that knows `before`. */
export function deltas(before: Snapshot, after: Snapshot): readonly DeltaEvent[] {
  const versions = new Map(before.features.map((feature) => [feature.name, feature.version]))
  const updated = after.features
    .filter((feature) => versions.get(feature.name) !== feature.version)
    .map((feature) => ({
      type: 'feature-updated' as const,
      eventId: feature.version,
      feature: clientFeature(feature),
    }))
  const names = new Set(after.features.map((feature) => feature.name))
  const removed = before.features
    .filter((feature) => !names.has(feature.name))
    .map(({ name }) => ({
      type: 'feature-removed' as const,
      eventId: after.revision,
      featureName: name,
      project,
    }))
  return [...updated, ...removed]
}

/** A flag in the client API's shape, and its version, which Unleash does not have and clients ignore. */
export function clientFeature(feature: StoredFeature): object {
  return {
    name: feature.name,
    type: 'release',
    enabled: feature.enabled,
    project,
    stale: false,
    strategies: feature.strategies.map(({ name, constraints, parameters }) => ({
      name,
      constraints,
      parameters,
      variants: [],
    })),
    variants: [],
    description: feature.description,
    impressionData: false,
    version: feature.version,
  }
}

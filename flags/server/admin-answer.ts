// Flags and their history in the shapes of Unleash's admin API: pure.
import { environment, project } from './client-answer.ts'
import type { HistoryEntry, StoredFeature } from './flag-store.ts'

/** `GET …/features`: a line for each flag. */
export function adminFeatureRow(feature: StoredFeature): object {
  return {
    ...adminFeatureHead(feature),
    favorite: false,
    environments: [
      {
        ...adminEnvironmentHead(feature),
        variantCount: 0,
        hasStrategies: true,
        hasEnabledStrategies: true,
      },
    ],
  }
}

/** `GET …/features/:name`; `version` is ours, Unleash has none. */
export function adminFeature(feature: StoredFeature): object {
  return {
    ...adminFeatureHead(feature),
    project,
    archived: false,
    environments: [adminEnvironment(feature)],
    dependencies: [],
    children: [],
    version: feature.version,
  }
}

/** `GET …/environments/development`. */
export function adminEnvironment(feature: StoredFeature): object {
  return { ...adminEnvironmentHead(feature), yes: 0, no: 0, strategies: feature.strategies }
}

/** An event of `GET /api/admin/search/events`; `reason` is ours, Unleash keeps none. */
export function adminEvent(entry: HistoryEntry): object {
  return {
    id: entry.id,
    type: entry.type,
    createdBy: entry.actor,
    createdAt: entry.at,
    ...eventData(entry),
    tags: [],
    featureName: entry.feature,
    project,
    environment: entry.type === 'feature-created' ? null : environment,
    reason: entry.reason,
  }
}

function eventData({ type, before, after }: HistoryEntry): { data: object | null; preData: object | null } {
  switch (type) {
    case 'feature-strategy-update': {
      // One strategy a flag: the embedded server lets none be added.
      const data = after.strategies[0] ?? null
      return { data, preData: before?.strategies[0] ?? null }
    }
    case 'feature-created':
      return { data: adminFeature(after), preData: null }
    case 'feature-environment-enabled':
    case 'feature-environment-disabled':
      return { data: null, preData: null }
  }
}

function adminFeatureHead({ name, description, createdAt }: StoredFeature): object {
  return { name, type: 'release', description, createdAt, stale: false, impressionData: false }
}

function adminEnvironmentHead(feature: StoredFeature): object {
  return {
    name: environment,
    enabled: feature.enabled,
    type: 'development',
    sortOrder: 1,
    lastSeenAt: null,
  }
}

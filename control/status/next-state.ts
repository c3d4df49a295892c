// What a probe's result says about a dependency. Pure.
import type { DependencyName, DependencyView } from '../api/views.ts'

/** ok: works; degraded: works badly, why; away: no answer, why. */
export type ProbeResult =
  | { readonly state: 'ok'; readonly latencyMs: number; readonly detail: string | null }
  | { readonly state: 'degraded'; readonly latencyMs: number; readonly detail: string }
  | { readonly state: 'away'; readonly latencyMs: null; readonly detail: string }

/** What it means, for shoppers first, while a dependency is not ok. */
const meanings: { readonly [Name in DependencyName]: string } = {
  facade: 'Shoppers get no answer through Banyan; flags can still be changed.',
  services: 'Reads on the new side are answered by the suite; kill the journeys to stop trying.',
  suite: 'Reads on legacy are answered by the new side; the suite’s own API (passthrough) fails.',
  flags: 'Nobody changes side: the façade goes on with the last known flags. No flip works now.',
  database: 'Figures stand still and flips are refused; a kill goes on, its audit entry waits on disk.',
  events: 'Shoppers notice nothing; the figures lag behind.',
}

/** Before the first probe. */
export function unknownState(name: DependencyName, at: string): DependencyView {
  return { name, state: 'unknown', since: at, latencyMs: null, detail: null, meaning: null }
}

/** The state after a probe; `since` moves only when the state changes. */
export function nextState(before: DependencyView, result: ProbeResult, at: string): DependencyView {
  return {
    name: before.name,
    state: result.state,
    since: before.state === result.state ? before.since : at,
    latencyMs: result.latencyMs,
    detail: result.detail,
    meaning: result.state === 'ok' ? null : meanings[before.name],
  }
}

/** All parts together: unknown until each has been asked. */
export function overallState(dependencies: readonly DependencyView[]): 'unknown' | 'ok' | 'degraded' {
  if (dependencies.some(({ state }) => state === 'degraded' || state === 'away')) return 'degraded'
  return dependencies.some(({ state }) => state === 'unknown') ? 'unknown' : 'ok'
}

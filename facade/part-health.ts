// What the façade's parts look like to an operator: pure.
import type { FlagSourceStatus } from '#flags/flag-source.ts'
import type { PartHealth } from './operations-port/health.ts'

export type PartsSeen = {
  readonly flags: FlagSourceStatus
  readonly events: { readonly spooling: boolean; readonly spooledBytes: number }
  /** Sides and capabilities whose breaker is not closed, e.g. `new catalog`. */
  readonly resting: readonly string[]
  /** Whether the cache is told of changes of the data, or has no need to be. */
  readonly isHearingChanges: boolean
  readonly log: { readonly failing: boolean; readonly lost: number }
  /** Parts of Banyan's own machinery that failed a moment ago, and how. */
  readonly failed: readonly (readonly [part: string, what: string])[]
}

/** Each part, ok or degraded; shoppers are served in any case. */
export function partHealth(seen: PartsSeen): readonly PartHealth[] {
  const parts = knownParts(seen)
  const said = new Set(parts.flatMap(({ part, state }) => (state === 'degraded' ? [part] : [])))
  const others = seen.failed.filter(([name]) => !said.has(name))
  const ailing = new Set(others.map(([name]) => name))
  return [
    ...parts.filter((one) => !ailing.has(one.part)),
    ...others.map(([name, what]) => part(name, `failed a moment ago: ${what}`)),
  ]
}

function knownParts(parts: PartsSeen): readonly PartHealth[] {
  const { flags, events, resting, isHearingChanges, log } = parts
  return [
    part('flags', flagTrouble(flags)),
    part('events', events.spooling ? `on disk until the log is back: ${events.spooledBytes} bytes` : null),
    part('sides', resting.length > 0 ? `resting after failures: ${resting.join(', ')}` : null),
    part(
      'cache',
      isHearingChanges ? null : 'changes of the data are not heard: answers get as old as declared',
    ),
    part('log', log.failing ? `cannot be written, is the disk full? ${log.lost} lines lost` : null),
  ]
}

function part(name: string, trouble: string | null): PartHealth {
  return trouble === null ? { part: name, state: 'ok' } : { part: name, state: 'degraded', detail: trouble }
}

function flagTrouble({ origin, connected, lastSeenAt }: FlagSourceStatus): string | null {
  if (origin === 'none') return 'no flags are known: everybody gets the legacy side'
  if (connected) return null
  return `the flag server is away since ${lastSeenAt ?? 'the start'}: flags as last known`
}

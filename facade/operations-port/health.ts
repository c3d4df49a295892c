// How the process says that it lives, is ready and has started. Pure.

/** One part of the house as this process sees it; degraded means: it serves, but less well than it should. */
export type PartHealth = {
  readonly part: string
  readonly state: 'ok' | 'degraded'
  /** What is wrong, for operators: no secrets. */
  readonly detail?: string
}

export type Health = {
  readonly status: 'ok' | 'degraded' | 'not-ready' | 'starting'
  readonly degraded: readonly string[]
  readonly parts: readonly PartHealth[]
}

/** @param blocked what keeps the process from its work, whatever its parts say; null when nothing does */
export function healthOf(parts: readonly PartHealth[], blocked: 'not-ready' | 'starting' | null): Health {
  const degraded = parts.filter((p) => p.state === 'degraded').map((p) => p.part)
  return { status: blocked ?? (degraded.length > 0 ? 'degraded' : 'ok'), degraded, parts }
}

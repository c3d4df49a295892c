// How each dependency is asked whether it works.
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import type { Pool } from '#contracts/process/postgres.ts'
import type { FlagAdmin } from '#flags/flag-admin.ts'
import type { Probe } from './monitor.ts'

/** Asks an HTTP process: alive on /livez, ready on /readyz. Alive and not ready is degraded. */
export function httpProbe(baseUrl: string): Probe {
  return async (signal) => {
    await demandOk(new URL('/livez', baseUrl), signal)
    const ready = await get(new URL('/readyz', baseUrl), signal)
    const complaints = complaintsOf(await ready.json().catch(() => null))
    if (!ready.ok) return { degraded: [`alive, and not ready (${ready.status})`, ...complaints].join('; ') }
    return complaints.length === 0 ? undefined : { degraded: complaints.join('; ') }
  }
}

const health = z.object({
  parts: z.array(z.object({ part: z.string(), state: z.string(), detail: z.string().optional() })),
})

/** What a process says of its own parts; those that say nothing have nothing to complain of. */
function complaintsOf(body: unknown): string[] {
  const parsed = health.safeParse(body)
  const parts = parsed.success ? parsed.data.parts : []
  return parts
    .filter(({ state }) => state === 'degraded')
    .map(({ part, detail }) => (detail === undefined ? `${part} is degraded` : `${part}: ${detail}`))
}

/** Asks the suite through its adapter. */
export function suiteProbe(adapter: { ping(signal: AbortSignal): Promise<void> }): Probe {
  return async (signal) => {
    await adapter.ping(signal)
    return undefined
  }
}

/** Asks the flag server for the flags; fewer than there are journeys is degraded. */
export function flagProbe(flags: FlagAdmin, expected: readonly string[]): Probe {
  return async () => {
    const known = new Set<string>((await flags.list().catch(withDetail)).map((flag) => flag.journey))
    const missing = expected.filter((journey) => !known.has(journey))
    return missing.length === 0 ? undefined : { degraded: `no flag for ${missing.join(', ')}` }
  }
}

/** The server says unavailable, and no more, when its own store is away. */
function withDetail(error: unknown): never {
  if (!(error instanceof BanyanError) || error.detail !== undefined) throw error
  throw new BanyanError(error.code, {
    detail: 'The flag server answers, and its store is away.',
    cause: error,
  })
}

export function databaseProbe(pool: Pool): Probe {
  return async () => {
    try {
      await pool.query('SELECT 1')
      return undefined
    } catch (cause) {
      throw new BanyanError('unavailable', { detail: 'PostgreSQL does not answer.', cause })
    }
  }
}

async function demandOk(url: URL, signal: AbortSignal): Promise<void> {
  const answer = await get(url, signal)
  await answer.body?.cancel()
  if (!answer.ok)
    throw new BanyanError('unavailable', { detail: `${url.pathname} answered ${answer.status}` })
}

async function get(url: URL, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal, redirect: 'error' })
  } catch (cause) {
    throw new BanyanError('upstream-unreachable', { detail: `Nothing answers at ${url.host}.`, cause })
  }
}

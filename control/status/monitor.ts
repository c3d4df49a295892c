// Asks every dependency how it is, again and again, so that a page never waits for one that hangs.
import { asBanyanError, errorTable } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { DependencyName, DependencyView, StatusView } from '../api/views.ts'
import { nextState, overallState, type ProbeResult, unknownState } from './next-state.ts'

/** Resolves when the dependency answers; `degraded` says what is wrong although it does. */
export type Probe = (signal: AbortSignal) => Promise<{ degraded?: string; detail?: string } | undefined>

export type Probes = { readonly [Name in DependencyName]: Probe }

export type Monitor = {
  status(): StatusView
  /** Probes everything once, now. */
  look(): Promise<void>
  stop(): Promise<void>
}

type Parts = {
  readonly probes: Probes
  readonly auditWaiting: () => number
  readonly log: Logger
  readonly now?: () => number
  readonly everyMs?: number
  readonly patienceMs?: number
}

/** Starts looking at once and goes on until it is stopped. */
export function startMonitor(parts: Parts): Monitor {
  const { probes, auditWaiting, log, now = Date.now, everyMs = 2_000, patienceMs = 1_500 } = parts
  const timestamp = () => new Date(now()).toISOString()
  const names = Object.keys(probes) as DependencyName[]
  const states = new Map(names.map((name) => [name, unknownState(name, timestamp())]))
  const lookAt = async (name: DependencyName): Promise<void> => {
    const before = states.get(name) ?? unknownState(name, timestamp())
    const after = nextState(before, await probe(probes[name], patienceMs), timestamp())
    states.set(name, after)
    if (after.state !== before.state) tell(log, before, after)
  }
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = Promise.all(names.map(lookAt))
    return looking.then(() => undefined)
  }
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const again = async (): Promise<void> => {
    await look()
    if (!stopped) timer = setTimeout(again, everyMs)
  }
  void again()
  return {
    status: () => {
      const dependencies = [...states.values()]
      return {
        at: timestamp(),
        state: overallState(dependencies),
        auditWaiting: auditWaiting(),
        dependencies,
      }
    },
    look,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}

async function probe(ask: Probe, patienceMs: number): Promise<ProbeResult> {
  const startedAt = performance.now()
  const late = Promise.withResolvers<never>()
  const signal = AbortSignal.timeout(patienceMs)
  signal.addEventListener('abort', () => late.reject(signal.reason), { once: true })
  try {
    const answer = await Promise.race([ask(signal), late.promise])
    const latencyMs = Math.round((performance.now() - startedAt) * 10) / 10
    if (answer?.degraded !== undefined) return { state: 'degraded', latencyMs, detail: answer.degraded }
    return { state: 'ok', latencyMs, detail: answer?.detail ?? null }
  } catch (thrown) {
    return { state: 'away', latencyMs: null, detail: signal.aborted ? lateText(patienceMs) : textOf(thrown) }
  }
}

function lateText(patienceMs: number): string {
  return `no answer within ${patienceMs / 1000} s`
}

function textOf(thrown: unknown): string {
  const error = asBanyanError(thrown)
  return error.detail ?? errorTable[error.code].title
}

function tell(log: Logger, before: DependencyView, after: DependencyView): void {
  const fields = { dependency: after.name, before: before.state, after: after.state, detail: after.detail }
  if (after.state === 'ok') log.info(fields, 'a dependency is well')
  else log.warn(fields, 'a dependency is not well')
}

// What an operator does to a journey from its card, and what he is told of it.
import { useState } from 'preact/hooks'
import type { FlagView, JourneyView } from '../../api/views.ts'
import { callApi, Refused } from './call-api.ts'

/** A step forward that waits for a reason; decided on the version that was seen when it was opened. */
export type Asking = {
  readonly kind: 'percentage' | 'revive'
  readonly percent: number
  readonly version: string
}

export type Told = { readonly kind: 'done' | 'refused'; readonly text: string }

export type Acts = {
  /** The flag as our own last act left it, until the stream has caught up. */
  readonly flag: FlagView | null
  readonly busy: boolean
  readonly told: Told | null
  readonly asking: Asking | null
  readonly refused: Refused | null
  /** Back at once; forward only after a question. */
  setPercent(percent: number): void
  kill(): void
  askRevive(): void
  confirm(reason: string): void
  cancel(): void
}

type State = {
  readonly acted: FlagView | null
  readonly seenVersion: string | null
  readonly busy: boolean
  readonly told: Told | null
  readonly asking: Asking | null
  readonly refused: Refused | null
}

const atRest: State = { acted: null, seenVersion: null, busy: false, told: null, asking: null, refused: null }

/** Then the last change stands in its place again, which says the same and more. */
const toldForMs = 8_000

type Sent = { readonly path: string; readonly done: string; readonly body: object; readonly version?: string }

export function useActs(journey: JourneyView): Acts {
  const [state, setState] = useState(atRest)
  const change = (part: Partial<State>) => setState((before) => ({ ...before, ...part }))
  // Our own act is shown at once, and forgotten with the next version that the stream brings.
  const caughtUp = journey.flag?.version !== state.seenVersion
  const flag = state.acted !== null && !caughtUp ? state.acted : journey.flag
  const act = async ({ path, done, body, version }: Sent): Promise<void> => {
    change({ busy: true, told: null, refused: null })
    try {
      const acted = await callApi<FlagView>(`/api/journeys/${journey.journey}/${path}`, {
        method: path === 'percentage' ? 'PUT' : 'POST',
        body,
        ...(version === undefined ? {} : { ifVersion: version }),
      })
      const told = { kind: 'done', text: done } as const
      change({ ...atRest, acted, seenVersion: journey.flag?.version ?? null, told })
      setTimeout(() => setState((now) => (now.told === told ? { ...now, told: null } : now)), toldForMs)
    } catch (thrown) {
      const refused = thrown instanceof Refused ? thrown : new Refused(0, String(thrown), '')
      const told = { kind: 'refused', text: `${refused.message}. ${refused.detail}` } as const
      setState((before) => ({ ...before, busy: false, ...(before.asking ? { refused } : { told }) }))
    }
  }
  return {
    ...{ flag, busy: state.busy, told: state.told, asking: state.asking, refused: state.refused },
    setPercent: (percent) => {
      if (flag === null || percent === flag.percent) return
      if (percent > flag.percent) {
        change({ asking: { kind: 'percentage', percent, version: flag.version }, told: null, refused: null })
        return
      }
      const reason = `one click back from ${flag.percent} % in the console`
      const done = `Went back from ${flag.percent} % to ${percent} %.`
      void act({ path: 'percentage', body: { percent, reason }, version: flag.version, done })
    },
    kill: () =>
      void act({
        path: 'kill',
        body: { reason: 'one click in the console' },
        done: 'Killed: every visitor gets legacy. Revive undoes it.',
      }),
    askRevive: () => {
      if (flag === null) return
      const { percent, version } = flag
      change({ asking: { kind: 'revive', percent, version }, told: null, refused: null })
    },
    confirm: (reason) => {
      const { asking } = state
      if (asking === null) return
      const { kind, percent, version } = asking
      if (kind === 'revive')
        void act({ path: 'revive', body: { reason }, version, done: `Revived at ${percent} %.` })
      else
        void act({ path: 'percentage', body: { percent, reason }, version, done: `Moved to ${percent} %.` })
    },
    cancel: () => change({ asking: null, refused: null }),
  }
}

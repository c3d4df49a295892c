// The stream that the overview lives on, and the ticking of the clock.
import { useEffect, useState } from 'preact/hooks'
import type { ImportView, JourneysView, StatusView } from '../../api/views.ts'
import { callApi, Refused } from './call-api.ts'

export type Live = {
  readonly journeys: JourneysView | null
  readonly status: StatusView | null
  readonly imports: readonly ImportView[] | null
  /** Milliseconds of the browser's clock when the journeys came. */
  readonly receivedAt: number
  readonly connected: boolean
}

const nothingYet: Live = { journeys: null, status: null, imports: null, receivedAt: 0, connected: false }
const againAfterMs = 2_000

/** What the control plane pushes; `signedOut` is called when it no longer lets us look. */
export function useLive(windowSeconds: number, signedOut: () => void): Live {
  const [live, setLive] = useState(nothingYet)
  useEffect(() => {
    let source: EventSource | null = null
    let timer = 0
    const change = (part: Partial<Live>) => setLive((before) => ({ ...before, ...part }))
    const open = () => {
      source = new EventSource(`/api/live?windowSeconds=${windowSeconds}`)
      const on = (name: string, take: (data: unknown) => void) =>
        source?.addEventListener(name, (event) => take(JSON.parse((event as MessageEvent<string>).data)))
      on('journeys', (data) =>
        change({ journeys: data as JourneysView, receivedAt: Date.now(), connected: true }),
      )
      on('status', (data) => change({ status: data as StatusView }))
      on('imports', (data) => change({ imports: data as readonly ImportView[] | null }))
      on('signed-out', signedOut)
      source.addEventListener('error', lost)
    }
    const lost = async () => {
      change({ connected: false })
      source?.close()
      if (await isSignedOut()) signedOut()
      else timer = window.setTimeout(open, againAfterMs)
    }
    open()
    return () => {
      source?.removeEventListener('error', lost)
      source?.close()
      window.clearTimeout(timer)
    }
  }, [windowSeconds])
  return live
}

async function isSignedOut(): Promise<boolean> {
  try {
    await callApi('/api/session')
    return false
  } catch (error) {
    return error instanceof Refused && error.status === 401
  }
}

/** The browser's clock, once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000)
    return () => window.clearInterval(timer)
  }, [])
  return now
}

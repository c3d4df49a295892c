// Visitors who ask for other things while faults happen: none of them may notice.
import { setTimeout as pause } from 'node:timers/promises'
import { probe, probedOperations, probePassthrough, visitorHeaders } from './probe.ts'
import type { Stage } from './stage.ts'

export type Bystanders = {
  /** Ends them and tells what they met. */
  end(): Promise<{ readonly asked: number; readonly failed: readonly string[] }>
}

const ofStage = new WeakMap<Stage, Bystanders>()
const everyMs = 50

/** The bystanders of a stage; they come when they are first asked for. */
export function bystandersOf(stage: Stage): Bystanders {
  const known = ofStage.get(stage) ?? start(stage)
  ofStage.set(stage, known)
  return known
}

function start(stage: Stage): Bystanders {
  const { url } = stage.facade
  const leave = new AbortController()
  const failed: string[] = []
  const running = new Set<Promise<void>>()
  let asked = 0
  const visit = async () => {
    asked += 1
    const what = asked % 3
    const operation = probedOperations[what]
    const headers = visitorHeaders(stage.secrets.visitor)
    const why = await (operation === undefined ? probePassthrough(url) : probe(url, operation, headers))
    if (why !== null) failed.push(`${operation ?? 'passthrough'}: ${why}`)
  }
  const walk = (async () => {
    while (!leave.signal.aborted) {
      const one: Promise<void> = visit().finally(() => running.delete(one))
      running.add(one)
      await pause(everyMs)
    }
  })()
  return {
    end: async () => {
      leave.abort()
      await walk
      await Promise.all(running)
      ofStage.delete(stage)
      return { asked, failed }
    },
  }
}

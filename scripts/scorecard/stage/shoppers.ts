// Ordinary visitors who ask for this and that, one after the other, while something else is done.
import { setTimeout as pause } from 'node:timers/promises'
import { probe, probedOperations, probePassthrough, visitorHeaders } from './probe.ts'

export type Trip = { readonly asked: number; readonly failed: readonly string[] }

/** Lets them shop until the end of an act. */
export async function shopDuring(
  { url, secret }: { readonly url: string; readonly secret: string },
  act: () => Promise<unknown>,
): Promise<Trip> {
  const failed: string[] = []
  let [asked, done] = [0, false]
  const walk = (async () => {
    while (!done) {
      for (const operation of probedOperations) {
        const why = await probe(url, operation, visitorHeaders(secret))
        if (why !== null) failed.push(`${operation}: ${why}`)
      }
      const why = await probePassthrough(url)
      if (why !== null) failed.push(`passthrough: ${why}`)
      asked += probedOperations.length + 1
      await pause(10)
    }
  })()
  try {
    await act()
  } finally {
    done = true
    await walk
  }
  return { asked, failed }
}

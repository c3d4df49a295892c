/** Whether to say something again: true for the first of a kind, then once per pause. */
export type Rarely = (kind: string) => boolean

/** For logs that a bad minute would flood. @param now milliseconds */
export function createRarely(pauseMs: number, now: () => number): Rarely {
  const lastSaidAt = new Map<string, number>()
  return (kind) => {
    const time = now()
    const last = lastSaidAt.get(kind)
    if (last !== undefined && time - last < pauseMs) return false
    lastSaidAt.set(kind, time)
    return true
  }
}

import type { PartHealth } from '../operations-port/health.ts'

export type CrewSeen = {
  readonly size: number
  /** What each running worker says of its parts; null for one that did not answer. */
  readonly workers: readonly (readonly PartHealth[] | null)[]
  /** Seats whose workers keep falling, from 0. */
  readonly looping: readonly number[]
  /** Why the last restart was refused, or null. */
  readonly refused: string | null
}

/** The façade's parts: degraded where one worker's is. Pure. */
export function mergeParts(seen: CrewSeen): readonly PartHealth[] {
  const said = seen.workers.flatMap((parts) => parts ?? [])
  const names = [...new Set(said.map(({ part }) => part))]
  const worst = names.flatMap((name) => {
    const same = said.filter(({ part }) => part === name)
    return same.find(({ state }) => state === 'degraded') ?? same[0] ?? []
  })
  const trouble = workerTrouble(seen)
  const workers: PartHealth =
    trouble === ''
      ? { part: 'workers', state: 'ok' }
      : { part: 'workers', state: 'degraded', detail: trouble }
  return [...worst, workers]
}

function workerTrouble({ size, workers, looping, refused }: CrewSeen): string {
  const silent = workers.filter((parts) => parts === null).length
  return [
    ...(workers.length < size ? [`${workers.length} of ${size} run`] : []),
    ...(silent > 0 ? [`${silent} of them do not answer`] : []),
    ...looping.map((seat) => `WORKER ${seat + 1} KEEPS FALLING`),
    ...(refused === null ? [] : [`the last restart was refused: ${refused}`]),
  ].join('; ')
}

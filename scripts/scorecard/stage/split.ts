// Which side each of many visitors gets, as a façade says it.
import type { FacadeProcess } from './facade-process.ts'

/** Visitor → side, for the catalogue. */
export type Split = ReadonlyMap<string, string>

const atOnce = 20

/** Asks a façade where it would send each of so many visitors; the same visitors every time. */
export async function splitOf(facade: FacadeProcess, visitors: number): Promise<Split> {
  const split = new Map<string, string>()
  const ids = Array.from({ length: visitors }, (_, number) => `visitor-${number}`)
  for (let first = 0; first < ids.length; first += atOnce) {
    await Promise.all(
      ids.slice(first, first + atOnce).map(async (id) => {
        const { body } = await facade.operations(`/explain?operation=getProduct&visitor=${id}`)
        split.set(id, String((body as { side?: unknown }).side))
      }),
    )
  }
  return split
}

/** How many changed sides. */
export function movedBetween(before: Split, after: Split): number {
  return [...before].filter(([visitor, side]) => after.get(visitor) !== side).length
}

/** How many get the new side. */
export function newIn(split: Split): number {
  return [...split.values()].filter((side) => side === 'new').length
}

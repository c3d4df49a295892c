import { performance } from 'node:perf_hooks'
import type { FlagAdmin } from '../flag-admin.ts'
import type { FlagSource } from '../flag-source.ts'
import { seen } from './until.ts'

export type FlipTimes = {
  readonly flips: number
  readonly min: number
  readonly median: number
  readonly max: number
}

/** Flips the catalog again and again; milliseconds from asking for a flip until a source decides by it. */
export async function flipTimes(admin: FlagAdmin, source: FlagSource, flips: number): Promise<FlipTimes> {
  const times: number[] = []
  for (let flip = 0; flip < flips; flip++) {
    const percent = (flip % 99) + 1
    const asked = performance.now()
    const taken = seen(source, () => source.journey('catalog')?.percent === percent).then(() =>
      performance.now(),
    )
    await admin.setPercent('catalog', percent, { actor: 'test', reason: 'flip times' })
    times.push((await taken) - asked)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? Number.NaN
  return { flips, min: at(0), median: at(0.5), max: at(1) }
}

/** One line for the test's output: figures are reported, not asserted, since they are the machine's. */
export function report(what: string, { flips, min, median, max }: FlipTimes): void {
  const ms = [min, median, max].map((time) => time.toFixed(1)).join(' / ')
  process.stdout.write(`${what}: flip seen after ${ms} ms (min / median / max of ${flips})\n`)
}

import { Admission, type Rank } from './admission.ts'
import { Fifo } from './fifo.ts'

/** An event loop whose time passes only by what is done in it. */
class SimulatedLoop {
  time = 0
  #next: (() => void)[] = []
  now = () => this.time
  nextTurn = (callback: () => void) => void this.#next.push(callback)
  runTurn(): void {
    for (const callback of this.#next.splice(0)) callback()
  }
}

type Outcome = {
  readonly rank: Rank
  readonly arrivedAt: number
  readonly at: number
  readonly begun: boolean
}
type Arrival = { readonly at: number; readonly rank: Rank }

const startMs = 0.1
const refuseMs = 0.012
/** What the loop could begin if it did nothing else, per millisecond. */
const capacity = 1 / startMs

function arrivals(fromMs: number, toMs: number, perMs: number, rank: Rank = 'browse'): Arrival[] {
  return Array.from({ length: Math.round((toMs - fromMs) * perMs) }, (_, i) => ({
    at: fromMs + i / perMs,
    rank,
  }))
}

/** What became of requests that came as listed: each turn reads all that is there, then runs what waits. */
function simulate(list: readonly Arrival[], costMs = startMs) {
  const loop = new SimulatedLoop()
  const admission = new Admission(loop)
  const outcomes: Outcome[] = []
  let longestTurnMs = 0
  let next = 0
  while (next < list.length || admission.waiting > 0) {
    const from = loop.time
    for (let arrival = list[next]; arrival !== undefined && arrival.at <= from; arrival = list[++next]) {
      const { rank, at: arrivedAt } = arrival
      const tell = (begun: boolean) => {
        loop.time += begun ? costMs : refuseMs
        outcomes.push({ rank, arrivedAt, at: loop.time, begun })
      }
      admission.offer({ rank, offeredAt: loop.time, start: () => tell(true), refuse: () => tell(false) })
    }
    loop.runTurn()
    longestTurnMs = Math.max(longestTurnMs, loop.time - from)
    if (loop.time === from) loop.time = list[next]?.at ?? from + 1
  }
  const of = (rank: Rank) => outcomes.filter((outcome) => outcome.rank === rank)
  const begun = (some: readonly Outcome[]) => some.filter((outcome) => outcome.begun)
  return { admission, outcomes, of, begun, longestTurnMs }
}

const waits = (some: readonly Outcome[]) => some.map(({ at, arrivedAt }) => at - arrivedAt)
const longest = (some: readonly Outcome[]) => Math.max(...waits(some))

test('below capacity everybody is begun, nobody waits long', () => {
  const { outcomes } = simulate(arrivals(0, 5_000, 0.7 * capacity))
  expect(outcomes.every(({ begun }) => begun)).toBe(true)
  expect(longest(outcomes)).toBeLessThan(10)
})

test('at twice the capacity the loop is busy with those it has let in', () => {
  const { outcomes, begun } = simulate(arrivals(0, 5_000, 2 * capacity))
  // Refusing a request costs an eighth of beginning it, and one is refused for each that is begun.
  const possible = (5_000 * capacity * startMs) / (startMs + refuseMs)
  expect(begun(outcomes.filter(({ at }) => at < 5_000)).length).toBeGreaterThan(0.95 * possible)
})

test('at twice the capacity who is turned away is told within 20 ms, turns of the loop stay short', () => {
  const { outcomes, longestTurnMs } = simulate(arrivals(0, 5_000, 2 * capacity))
  const refused = outcomes.filter(({ begun }) => !begun)
  expect(refused.length).toBeGreaterThan(40_000)
  expect(longest(refused)).toBeLessThan(20)
  expect(longestTurnMs).toBeLessThan(20)
})

test('who is let in has not waited much longer than he should, however long the rush', () => {
  const { outcomes, begun } = simulate(arrivals(0, 20_000, 2 * capacity))
  expect(longest(begun(outcomes).slice(-50_000))).toBeLessThan(150)
})

test('after the rush nobody waits any more, and nobody is turned away', () => {
  const { outcomes } = simulate([
    ...arrivals(0, 5_000, 2 * capacity),
    ...arrivals(5_000, 8_000, 0.5 * capacity),
  ])
  const after = outcomes.filter(({ arrivedAt }) => arrivedAt > 5_200)
  expect(after.every(({ begun }) => begun)).toBe(true)
  expect(longest(after)).toBeLessThan(10)
})

test('checkout is begun before browse: it neither waits nor is turned away while browse is', () => {
  const rush = [...arrivals(0, 5_000, 2 * capacity), ...arrivals(0, 5_000, 0.2 * capacity, 'checkout')]
  const { of, begun } = simulate(rush.toSorted((a, b) => a.at - b.at))
  expect(begun(of('checkout'))).toHaveLength(of('checkout').length)
  expect(longest(of('checkout'))).toBeLessThan(20)
  expect(begun(of('browse')).length).toBeGreaterThan(0.6 * 5_000 * capacity)
})

test('shadow is begun only where nothing else waits', () => {
  const quiet = simulate(arrivals(0, 1_000, 0.1 * capacity, 'shadow'))
  expect(quiet.begun(quiet.of('shadow'))).toHaveLength(quiet.of('shadow').length)
  const rush = [...arrivals(0, 2_000, 2 * capacity), ...arrivals(500, 2_000, 0.2 * capacity, 'shadow')]
  const { of, begun } = simulate(rush.toSorted((a, b) => a.at - b.at))
  expect(begun(of('shadow'))).toHaveLength(0)
})

test('as many as may come at once wait, and are not turned away, however slow their work', () => {
  const { outcomes } = simulate(arrivals(0, 1, 500), 2)
  expect(outcomes).toHaveLength(500)
  expect(outcomes.every(({ begun }) => begun)).toBe(true)
})

test('a faster loop lets more wait, a slower one fewer: the wait counts, not the number', () => {
  const fast = simulate(arrivals(0, 5_000, 60), 0.03)
  const slow = simulate(arrivals(0, 5_000, 4), 0.5)
  expect(fast.admission.limit).toBeGreaterThan(1_500)
  expect(slow.admission.limit).toBeLessThan(600)
})

test('refusals are counted by rank', () => {
  const { admission, of, begun } = simulate(arrivals(0, 1_000, 2 * capacity))
  expect(admission.refused('browse')).toBe(of('browse').length - begun(of('browse')).length)
  expect([admission.refused('checkout'), admission.refused('shadow')]).toEqual([0, 0])
})

test('first in, first out, however many', () => {
  const fifo = new Fifo<number>()
  const out: number[] = []
  for (let round = 0; round < 5_000; round++) {
    fifo.push(round * 2)
    fifo.push(round * 2 + 1)
    out.push(fifo.shift() ?? -1)
  }
  for (let item = fifo.shift(); item !== undefined; item = fifo.shift()) out.push(item)
  expect(out).toEqual(Array.from({ length: 10_000 }, (_, index) => index))
  expect(fifo.length).toBe(0)
})

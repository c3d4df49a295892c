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

type Outcome = { readonly rank: Rank; readonly arrivedAt: number; at: number; readonly begun: boolean }
type Arrival = { readonly at: number; readonly rank: Rank }

/** What one request costs the loop to begin and to end, and how long its side takes, in milliseconds. */
type Cost = { readonly beginMs: number; readonly endMs: number; readonly sideMs: number }

const usual: Cost = { beginMs: 0.05, endMs: 0.05, sideMs: 1 }
const refuseMs = 0.012
/** What the loop could do if it did nothing else, per millisecond. */
const capacity = 1 / (usual.beginMs + usual.endMs)
/** Connections to the side: more calls wait for one of them. */
const connections = 64

function arrivals(fromMs: number, toMs: number, perMs: number, rank: Rank = 'browse'): Arrival[] {
  return Array.from({ length: Math.round((toMs - fromMs) * perMs) }, (_, i) => ({
    at: fromMs + i / perMs,
    rank,
  }))
}

/** The side: so many calls at once, the rest in a queue without bound, as connection pools have it. */
class SimulatedSide {
  readonly #calls: { readonly outcome: Outcome; readyAt: number }[] = []
  readonly #sideMs: number
  constructor(sideMs: number) {
    this.#sideMs = sideMs
  }
  call(outcome: Outcome, now: number): void {
    const readyAt = this.#calls.length < connections ? now + this.#sideMs : Number.POSITIVE_INFINITY
    this.#calls.push({ outcome, readyAt })
  }
  /** Answers that are there, each of them making room for a call that waits. */
  ready(now: number): Outcome[] {
    const answered = this.#calls.filter(({ readyAt }) => readyAt <= now)
    for (const call of answered) this.#calls.splice(this.#calls.indexOf(call), 1)
    for (const call of this.#calls.slice(0, connections))
      call.readyAt = Math.min(call.readyAt, now + this.#sideMs)
    return answered.map(({ outcome }) => outcome)
  }
  get nextReadyAt(): number {
    return Math.min(...this.#calls.map(({ readyAt }) => readyAt))
  }
  get underWay(): number {
    return this.#calls.length
  }
}

/**
 * What became of requests that came as listed: each turn of the loop reads what is there, answers and
 * requests, then runs what waits.
 */
function simulate(list: readonly Arrival[], cost: Cost = usual) {
  const loop = new SimulatedLoop()
  const side = new SimulatedSide(cost.sideMs)
  const admission = new Admission(loop)
  const outcomes: Outcome[] = []
  let longestTurnMs = 0
  let mostUnderWay = 0
  let next = 0
  const offer = ({ rank, at: arrivedAt }: Arrival) => {
    const tell = (begun: boolean) => {
      loop.time += begun ? cost.beginMs : refuseMs
      const outcome = { rank, arrivedAt, at: loop.time, begun }
      outcomes.push(outcome)
      if (begun) side.call(outcome, loop.time)
      return begun
    }
    admission.offer({ rank, offeredAt: loop.time, start: () => tell(true), refuse: () => void tell(false) })
  }
  while (next < list.length || admission.waiting > 0 || side.underWay > 0) {
    const from = loop.time
    for (const outcome of side.ready(from)) {
      loop.time += cost.endMs
      outcome.at = loop.time
      admission.ended()
    }
    for (let arrival = list[next]; arrival !== undefined && arrival.at <= from; arrival = list[++next])
      offer(arrival)
    loop.runTurn()
    longestTurnMs = Math.max(longestTurnMs, loop.time - from)
    mostUnderWay = Math.max(mostUnderWay, admission.underWay)
    // An idle loop sleeps until something is there.
    if (loop.time === from) loop.time = Math.max(from, Math.min(list[next]?.at ?? Infinity, side.nextReadyAt))
  }
  const of = (rank: Rank) => outcomes.filter((outcome) => outcome.rank === rank)
  const begun = (some: readonly Outcome[]) => some.filter((outcome) => outcome.begun)
  return { admission, outcomes, of, begun, longestTurnMs, mostUnderWay }
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
  const possible = 5_000 / (1 / capacity + refuseMs)
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
  expect(longest(of('checkout'))).toBeLessThan(50)
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
  const { outcomes } = simulate(arrivals(0, 1, 500), { beginMs: 1, endMs: 1, sideMs: 100 })
  expect(outcomes).toHaveLength(500)
  expect(outcomes.every(({ begun }) => begun)).toBe(true)
})

test('a faster loop lets more wait, a slower one fewer: the wait counts, not the number', () => {
  const fast = simulate(arrivals(0, 3_000, 50), { beginMs: 0.015, endMs: 0.015, sideMs: 0.5 })
  const slow = simulate(arrivals(0, 3_000, 4), { beginMs: 0.25, endMs: 0.25, sideMs: 1 })
  expect(fast.admission.limit).toBeGreaterThan(1_000)
  expect(slow.admission.limit).toBeLessThan(600)
})

test('in a rush no more are under way than keep the loop busy: the rest can be refused', () => {
  expect(simulate(arrivals(0, 3_000, 2 * capacity)).mostUnderWay).toBeLessThan(256)
})

test('a slow side is no rush: what waits for it keeps nobody from being begun', () => {
  const { outcomes, begun, mostUnderWay } = simulate(arrivals(0, 300, 2), { ...usual, sideMs: 400 })
  expect(begun(outcomes)).toHaveLength(600)
  expect(mostUnderWay).toBeGreaterThan(500)
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

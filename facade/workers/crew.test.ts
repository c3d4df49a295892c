import { silentLog } from '#contracts/process/log.ts'
import { Crew } from './crew.ts'
import type { ToWorker } from './messages.ts'
import { type Ended, type Worker, WorkerFailed } from './worker-process.ts'

/** A worker whose life the test leads. */
class LedWorker implements Worker {
  readonly #ready = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<Ended>()
  readonly #leaving = Promise.withResolvers<void>()
  readonly ready = this.#ready.promise
  readonly ended = this.#ended.promise
  readonly leaving = this.#leaving.promise
  readonly lastMetrics = []
  readonly told: ToWorker[] = []
  readonly seat: number
  readonly pid: number
  constructor(seat: number, pid: number) {
    this.seat = seat
    this.pid = pid
    this.ready.catch(() => undefined)
  }
  ask = () => Promise.reject(new Error('not asked here'))
  tell(message: ToWorker): void {
    this.told.push(message)
    if (message.kind === 'stop') this.end(0)
  }
  kill(): void {
    this.end(null)
  }
  begin = () => this.#ready.resolve()
  leave = () => this.#leaving.resolve()
  end(code: number | null): void {
    const ended: Ended = { code, signal: code === null ? 'SIGKILL' : null }
    this.#ready.reject(new WorkerFailed(this.seat, ended))
    this.#ended.resolve(ended)
  }
}

let started: LedWorker[]
let crew: Crew
let falls: number
let clock: number
/** What a new worker does at once. */
let fate: (worker: LedWorker) => void

beforeEach(() => {
  ;[started, falls, clock, fate] = [[], 0, 0, (worker) => worker.begin()]
  crew = new Crew({
    seats: 2,
    start: (seat) => {
      const worker = new LedWorker(seat, 100 + started.length)
      started.push(worker)
      fate(worker)
      return worker
    },
    log: silentLog,
    now: () => clock,
    onEnded: () => undefined,
    onFell: () => {
      falls += 1
    },
    backOff: { firstMs: 1, longestMs: 2 },
  })
})
afterEach(() => crew.stop(0))

const pids = () => crew.running().map(({ pid }) => pid)
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

test('a restart replaces one after the other, the old one going when the new one is ready', async () => {
  await crew.boot()
  fate = () => undefined
  const restarted = crew.restart()
  await until(() => started.length === 3)
  expect(pids()).toEqual([100, 101])
  fate = (worker) => worker.begin()
  started[2]?.begin()
  await restarted
  expect(pids()).toEqual([102, 103])
  expect([started[0]?.told, started[1]?.told].map((told) => told?.at(-1)?.kind)).toEqual(['stop', 'stop'])
})

test('a restart whose new worker does not start changes nothing', async () => {
  await crew.boot()
  fate = (worker) => worker.end(1)
  await expect(crew.restart()).rejects.toThrow('worker 1 did not start: exit code 1')
  expect([pids(), falls]).toEqual([[100, 101], 0])
})

test('a worker that falls is followed by another; meanwhile the rest takes its connections', async () => {
  await crew.boot()
  fate = () => undefined
  started[0]?.end(null)
  await until(() => started.length === 3)
  expect(started[1]?.told).toContainEqual({ kind: 'cover', seats: [0] })
  started[2]?.begin()
  await until(() => pids().length === 2)
  expect(started[1]?.told.filter(({ kind }) => kind === 'cover').at(-1)).toEqual({ kind: 'cover', seats: [] })
  expect(falls).toBe(1)
})

test('a worker that goes by somebody’s wish is followed at once, and is no fall', async () => {
  await crew.boot()
  started[0]?.leave()
  await until(() => pids().includes(102))
  started[0]?.end(0)
  await until(() => crew.living().length === 2)
  expect([pids(), falls]).toEqual([[102, 101], 0])
})

test('falls in a row are a crash loop, until a worker has lived a while', async () => {
  await crew.boot()
  for (let n = 1; n <= 3; n++) {
    started.findLast(({ seat }) => seat === 0)?.end(1)
    await until(() => falls === n && pids().length === 2)
  }
  expect(crew.looping()).toEqual([0])
  clock = 10_000
  expect(crew.looping()).toEqual([])
  started.findLast(({ seat }) => seat === 0)?.end(1)
  await until(() => falls === 4 && pids().length === 2)
  expect(crew.looping()).toEqual([])
})

test('one worker takes over what others left, until it goes itself', async () => {
  await crew.boot()
  const adopters = () => started.filter(({ told }) => told.some(({ kind }) => kind === 'adopt'))
  started[1]?.end(1)
  await until(() => pids().includes(102))
  expect(adopters()).toEqual([started[0]])
  started[0]?.end(1)
  await until(() => adopters().length === 2)
  expect(adopters()[1]?.told.at(-1)).toMatchObject({
    kind: 'adopt',
    living: expect.not.arrayContaining([100]),
  })
})

test('a boot in which nobody starts, or one refuses its settings, fails', async () => {
  fate = (worker) => worker.end(1)
  await expect(crew.boot()).rejects.toThrow('exit code 1')
  fate = (worker) => (worker.seat === 0 ? worker.begin() : worker.end(78))
  await expect(crew.boot()).rejects.toThrow('exit code 78')
})

test('a stop also ends those that just start', async () => {
  await crew.boot()
  fate = () => undefined
  const restarted = crew.restart().catch(() => 'refused')
  await until(() => started.length === 3)
  await crew.stop(0)
  expect([await restarted, crew.living(), falls]).toEqual(['refused', [], 0])
})

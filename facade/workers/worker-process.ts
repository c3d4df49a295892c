import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { BanyanError, type ErrorCode, errorTable } from '#contracts/errors.ts'
import { exitBadConfiguration } from '#contracts/process/settings.ts'
import type { Metrics, QuestionName, Questions, Refusal, ToParent, ToWorker } from './messages.ts'
import { answerWithinMs, startWithinMs } from './patience.ts'

/** How a process ended. */
export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** A worker as its parent sees it. */
export interface Worker {
  readonly seat: number
  readonly pid: number
  /** Resolves when it takes requests; rejects when it ends before. */
  readonly ready: Promise<void>
  readonly ended: Promise<Ended>
  /** Resolves when it goes by somebody's wish, of its own accord or told to. */
  readonly leaving: Promise<void>
  /** What it said of itself last. */
  readonly lastMetrics: Metrics
  /** Rejects with `unavailable` when it does not answer in time. */
  ask<N extends QuestionName>(name: N, question: Questions[N]['question']): Promise<Questions[N]['answer']>
  tell(message: ToWorker): void
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

export type StartWorker = (seat: number) => Worker

export class WorkerFailed extends Error {
  readonly ended: Ended
  constructor(seat: number, ended: Ended) {
    super(`worker ${seat + 1} did not start: ${howEnded(ended)}`)
    this.name = 'WorkerFailed'
    this.ended = ended
  }
}

/** Whether a worker ended because of its settings: the next one would too. */
export function isBadConfiguration(error: unknown): boolean {
  return error instanceof WorkerFailed && error.ended.code === exitBadConfiguration
}

export function howEnded({ code, signal }: Ended): string {
  return signal === null ? `exit code ${code}` : `killed by ${signal}`
}

export type WorkerPlan = {
  readonly script: string
  /** Options of Node itself, e.g. heap bounds. */
  readonly nodeOptions: readonly string[]
  /** The storefront's sockets, one per seat. */
  readonly fds: readonly number[]
}

/** glibc makes eight per core otherwise, each with memory of its own: 8 MiB less here. */
const arenas = '2'
/** Standard streams and the channel come before it. */
const firstFd = 4
/** One to listen, the others to take connections of a neighbour that fell, again and again. */
const copies = 4

/** Starts workers as processes that inherit the storefront's sockets. */
export function createStartWorker(plan: WorkerPlan): StartWorker {
  const inherited = Array.from({ length: copies }, () => plan.fds).flat()
  const numbers = plan.fds.map((_, seat) =>
    Array.from({ length: copies }, (_, copy) => firstFd + copy * plan.fds.length + seat).join(),
  )
  return (seat) => {
    const options = ['--no-warnings', ...plan.nodeOptions, plan.script]
    const child = spawn(
      process.execPath,
      [...options, '--seat', String(seat), '--fds', numbers.join('/')],
      // Detached: Ctrl-C reaches the parent alone, which stops its workers in order.
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...inherited],
        detached: true,
        serialization: 'advanced',
        env: { ...process.env, MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? arenas },
      },
    )
    return new WorkerProcess(seat, child)
  }
}

class WorkerProcess implements Worker {
  readonly seat: number
  readonly ready: Promise<void>
  readonly ended: Promise<Ended>
  readonly leaving: Promise<void>
  lastMetrics: Metrics = []
  readonly #child: ChildProcess
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #left = Promise.withResolvers<void>()
  #hasSaidFarewell = false
  #lastId = 0

  constructor(seat: number, child: ChildProcess) {
    this.seat = seat
    this.#child = child
    this.leaving = this.#left.promise
    const readiness = Promise.withResolvers<void>()
    this.ready = readiness.promise
    const late = setTimeout(() => this.kill('SIGKILL'), startWithinMs)
    this.ended = endOf(child)
    void this.ended.then((ended) => {
      clearTimeout(late)
      readiness.reject(new WorkerFailed(seat, ended))
      for (const waiting of this.#asked.values()) waiting.reject(gone())
    })
    this.ready.catch(() => undefined)
    child.on('error', () => undefined)
    child.on('message', (message: ToParent | 'ready') => {
      if (message !== 'ready') return this.#hear(message)
      clearTimeout(late)
      readiness.resolve()
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async ask<N extends QuestionName>(name: N, question: Questions[N]['question']) {
    const id = ++this.#lastId
    const waiting = Promise.withResolvers<unknown>()
    const late = setTimeout(() => waiting.reject(gone()), answerWithinMs)
    this.#asked.set(id, waiting)
    this.tell({ kind: 'ask', id, name, question })
    try {
      const answer = (await waiting.promise) as Questions[N]['answer']
      // An earlier answer may be handled after the last words.
      if (name === 'metrics' && !this.#hasSaidFarewell) this.lastMetrics = answer as Metrics
      return answer
    } finally {
      clearTimeout(late)
      this.#asked.delete(id)
    }
  }

  tell(message: ToWorker): void {
    // Between the end of a process and the news of it, sending fails: whoever waits is told by its end.
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#child.kill(signal)
  }

  #hear(message: ToParent): void {
    if (message.kind === 'leaving') this.#left.resolve()
    else if (message.kind === 'farewell') {
      this.#hasSaidFarewell = true
      this.lastMetrics = message.metrics
    } else if (message.kind === 'answer') this.#asked.get(message.id)?.resolve(message.answer)
    else this.#asked.get(message.id)?.reject(errorOf(message.refusal))
  }
}

/** Without a process (EAGAIN, out of memory) there is no exit, only an error. */
async function endOf(child: ChildProcess): Promise<Ended> {
  try {
    // Not 'exit': its last words may still be on their way then.
    const [code, signal] = await once(child, 'close')
    return { code, signal }
  } catch {
    return { code: 1, signal: null }
  }
}

function gone(): BanyanError {
  return new BanyanError('unavailable', { detail: 'The worker does not answer' })
}

function errorOf({ code, detail }: Refusal): BanyanError {
  const known = code in errorTable ? (code as ErrorCode) : 'internal'
  return new BanyanError(known, detail === undefined ? {} : { detail })
}

import { asBanyanError } from '#contracts/errors.ts'
import { type Listening, listenOn } from './listening.ts'
import type { Metrics, QuestionName, ToParent, ToWorker } from './messages.ts'
import { cutMs, lingerMs } from './patience.ts'
import type { Seat, Seated } from './seat.ts'

/** Which seat, of how many, and per seat the descriptors of its socket. */
export type SeatNumber = { readonly seat: number; readonly fds: readonly (readonly number[])[] }

/** What a parent says to a worker, e.g. `--seat 0 --fds 4,6/5,7`; null for a process by itself. */
export function seatNumber(args: readonly string[]): SeatNumber | null {
  const after = (name: string) => args[args.indexOf(name) + 1] ?? ''
  if (!args.includes('--seat')) return null
  return { seat: Number(after('--seat')), fds: after('--fds').split('/').map(numbers) }
}

function numbers(list: string): number[] {
  return list.split(',').map(Number)
}

/** A worker: its sockets are its parent's, and operators ask its parent. */
export function createWorkerSeat({ seat, fds }: SeatNumber): Seat {
  let listening: Listening
  let patience = { lingerMs, cutMs }
  let lastMetrics: () => Promise<Metrics>

  /** What a parent that is gone does not hear is nobody's loss. */
  const tell = (message: ToParent) =>
    new Promise<void>((resolve) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => resolve())
      else resolve()
    })

  const heed = (seated: Seated) => (message: ToWorker) => {
    if (message.kind === 'ask') void reply(seated, message, tell)
    else if (message.kind === 'cover') void listening.cover(message.seats)
    else if (message.kind === 'adopt') seated.adopt(message.living)
    else if (message.kind === 'drain') seated.drain()
    else {
      patience = message
      process.emit('SIGTERM', 'SIGTERM')
    }
  }

  let seated: Seated
  return {
    workers: fds.length,
    open: async (given) => {
      seated = given
      lastMetrics = async () => (await answers.metrics(seated, null)) as Metrics
      listening = await listenOn(seated.server, fds, seat)
      process.on('message', heed(seated))
      // Gone while this one was starting: nobody would ever tell it to end.
      setImmediate(() => process.connected || process.emit('SIGTERM', 'SIGTERM'))
    },
    closeStorefront: async () => {
      seated.drain()
      void tell({ kind: 'leaving' })
      await listening.close(patience)
    },
    closeOperations: async () => tell({ kind: 'farewell', metrics: await lastMetrics() }),
  }
}

const answers: { readonly [N in QuestionName]: (seated: Seated, question: unknown) => unknown } = {
  metrics: ({ operations }) => operations.registry.getMetricsAsJSON(),
  parts: ({ operations }) => operations.parts(),
  explain: ({ operations }, question) => operations.explain(question as never),
}

type Asked = Extract<ToWorker, { kind: 'ask' }>

async function reply(seated: Seated, asked: Asked, tell: (message: ToParent) => unknown): Promise<void> {
  const { id, name, question } = asked
  try {
    tell({ kind: 'answer', id, answer: await answers[name](seated, question) })
  } catch (thrown) {
    const error = asBanyanError(thrown)
    if (error.code === 'internal') seated.operations.log.error({ err: error }, `could not answer ${name}`)
    tell({ kind: 'refusal', id, refusal: { code: error.code, detail: error.detail } })
  }
}

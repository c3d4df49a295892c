// The façade as several workers: this process holds the storefront's sockets, keeps workers at them and
// answers operators. No shopper's byte passes here.
import { createServer, type RequestListener } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { BanyanError } from '#contracts/errors.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import type { Logger } from '#contracts/process/log.ts'
import { type Running, runProcess } from '#contracts/process/run-process.ts'
import { readSettings, SettingsError } from '#contracts/process/settings.ts'
import { createOperationsPort } from './operations-port/operations-port.ts'
import { type FacadeSettings, facadeSettings } from './settings.ts'
import { Crew } from './workers/crew.ts'
import { CrewMetrics } from './workers/crew-metrics.ts'
import { mergeParts } from './workers/merge-parts.ts'
import { cutMs } from './workers/patience.ts'
import { bindStorefront } from './workers/storefront-sockets.ts'
import { workerHeap } from './workers/worker-heap.ts'
import { createStartWorker, isBadConfiguration, type Worker } from './workers/worker-process.ts'

const worker = fileURLToPath(new URL('./main.ts', import.meta.url))

async function start(settings: FacadeSettings, log: Logger): Promise<Running> {
  const sockets = await bindStorefront(settings.FACADE_HOST, settings.FACADE_PORT, settings.FACADE_WORKERS)
  const metrics = new CrewMetrics()
  const crew = new Crew({
    seats: settings.FACADE_WORKERS,
    start: createStartWorker({
      script: worker,
      nodeOptions: workerHeap(settings.CACHE_BYTES),
      fds: sockets.fds,
    }),
    log,
    onEnded: (ended) => metrics.inherit(ended),
    onFell: () => metrics.fell(),
    now: () => performance.now(),
  })
  metrics.watch(crew)
  const state = { started: false, stopping: false, refused: null as string | null }
  const answer = (current: FacadeSettings) => operationsPort(current, { crew, metrics, state, log })
  let listener = answer(settings)
  const operations = createServer((req, res) => listener(req, res))
  await listen(operations, settings.OPERATIONS_PORT, settings.OPERATIONS_HOST)
  await boot(crew)
  state.started = true
  const restart = inTurn(async () => {
    try {
      const current = readSettings(facadeSettings)
      await crew.restart()
      listener = answer(current)
      state.refused = null
    } catch (error) {
      state.refused = (error as Error).message
      log.error({ err: error }, 'RESTART REFUSED: the workers stay as they are')
    }
    metrics.restarted(state.refused === null ? 'done' : 'refused')
  })
  process.on('SIGHUP', () => state.stopping || void restart())
  return {
    stop: async () => {
      state.stopping = true
      crew.drain()
      await pause(settings.DRAIN_MS)
      await crew.stop(Math.max(1_000, cutMs - settings.DRAIN_MS))
      sockets.close()
      await closeServer(operations, 0)
    },
  }
}

type State = { readonly started: boolean; readonly stopping: boolean; readonly refused: string | null }

type Ground = {
  readonly crew: Crew
  readonly metrics: CrewMetrics
  readonly state: State
  readonly log: Logger
}

function operationsPort(settings: FacadeSettings, { crew, metrics, state, log }: Ground): RequestListener {
  const partsOf = (running: Worker) => running.ask('parts', null).catch(() => null)
  return createOperationsPort({
    ...{ operatorToken: settings.OPERATOR_TOKEN, registry: metrics, settings, log },
    started: () => state.started,
    ready: () => !state.stopping && crew.running().length > 0,
    parts: async () =>
      mergeParts({
        size: crew.size,
        workers: await Promise.all(crew.running().map(partsOf)),
        looping: crew.looping(),
        refused: state.refused,
      }),
    explain: (question) => {
      const [anyone] = crew.running()
      if (anyone === undefined) throw new BanyanError('unavailable')
      return anyone.ask('explain', question)
    },
  })
}

/** What a worker refuses at the start is a bad configuration of the whole; it has said what. */
async function boot(crew: Crew): Promise<void> {
  try {
    await crew.boot()
  } catch (error) {
    if (!isBadConfiguration(error)) throw error
    throw new SettingsError(['refused by the worker, which says what is wrong above'])
  }
}

/** One at a time; while one runs, any number of wishes are one more. */
function inTurn(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let isWishedAgain = false
  const run = async () => {
    do {
      isWishedAgain = false
      await action()
    } while (isWishedAgain)
    running = null
  }
  return () => {
    if (running !== null) isWishedAgain = true
    running ??= run()
    return running
  }
}

await runProcess('facade-parent', (log) => start(readSettings(facadeSettings), log))

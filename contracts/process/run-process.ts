// What every Banyan process does alike: read settings or exit 78, start, say so, stop in order on SIGTERM or
// SIGINT.
import { createLog, type Logger } from './log.ts'
import { exitBadConfiguration, SettingsError } from './settings.ts'

/** Things to end, last started first; each is given the same time. */
export type Running = { stop(): Promise<void> }

const stopWithinMs = 25_000

/**
 * Runs a process's main part until it is told to stop.
 * Exit codes: 0 stopped, 1 failed, 78 bad configuration.
 */
export async function runProcess(name: string, start: (log: Logger) => Promise<Running>): Promise<void> {
  const log = createLog(name)
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'unhandled rejection')
  })
  let running: Running
  try {
    running = await start(log)
  } catch (error) {
    fail(error, log)
    return
  }
  log.info('ready')
  const stop = once(() => stopInOrder(running, log))
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('disconnect', stop)
  process.send?.('ready')
}

function fail(error: unknown, log: Logger): void {
  if (error instanceof SettingsError) {
    process.stderr.write(`${error.message}\n`)
    process.exit(exitBadConfiguration)
  }
  log.fatal({ err: error }, 'could not start')
  log.flush(() => process.exit(1))
}

async function stopInOrder(running: Running, log: Logger): Promise<void> {
  const late = setTimeout(() => {
    log.error('did not stop in time')
    process.exit(1)
  }, stopWithinMs)
  late.unref()
  try {
    await running.stop()
    log.info('stopped')
    log.flush(() => process.exit(0))
  } catch (error) {
    log.error({ err: error }, 'stopped with an error')
    log.flush(() => process.exit(1))
  }
}

function once(action: () => Promise<void>): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    void action()
  }
}

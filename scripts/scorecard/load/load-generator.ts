import { startProcess } from '../../bench/bench-process.ts'
import type { LoadOrder, LoadResult } from './load-order.ts'

export type LoadGenerator = {
  /** One order at a time. */
  run(order: LoadOrder): Promise<LoadResult>
  stop(): Promise<void>
}

/** Starts it as a process of its own, off the measured core. */
export async function startLoadGenerator(): Promise<LoadGenerator> {
  const load = await startProcess({ script: 'scripts/scorecard/load/process.ts', cores: null })
  return {
    run: (order) =>
      new Promise((resolve, reject) => {
        const onExit = () => reject(new Error('the load generator ended'))
        load.child.once('exit', onExit)
        load.child.once('message', (result) => {
          load.child.off('exit', onExit)
          resolve(result as LoadResult)
        })
        load.child.send(order)
      }),
    stop: load.stop,
  }
}

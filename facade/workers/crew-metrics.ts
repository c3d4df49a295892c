import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Crew } from './crew.ts'
import { addTotals, bequeathed, labelled, mergeMetrics, ofBanyan } from './merge-metrics.ts'
import type { Metrics } from './messages.ts'
import type { Worker } from './worker-process.ts'

/** The whole façade's figures, asked of its workers at each scrape. */
export class CrewMetrics {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE
  readonly #own = new Registry()
  readonly #falls: Counter
  readonly #restarts: Counter<'result'>
  #crew: Crew | null = null
  #bequeathed: Metrics = []

  constructor() {
    const registers = [this.#own]
    collectDefaultMetrics({ register: this.#own })
    this.#falls = new Counter({
      name: 'banyan_worker_falls_total',
      help: 'Workers that ended, or did not start, against everybody’s wish',
      registers,
    })
    this.#restarts = new Counter({
      name: 'banyan_restarts_total',
      help: 'Rolling restarts; refused: the new worker did not start, the old ones stay',
      labelNames: ['result'],
      registers,
    })
    const workers = new Gauge({
      name: 'banyan_workers',
      help: 'Worker processes: wanted; running: taking requests; living: also those that start or drain',
      labelNames: ['state'],
      registers,
      collect: () => {
        workers.set({ state: 'wanted' }, this.#crew?.size ?? 0)
        workers.set({ state: 'running' }, this.#crew?.running().length ?? 0)
        workers.set({ state: 'living' }, this.#crew?.living().length ?? 0)
      },
    })
    const pids = new Gauge({
      name: 'banyan_worker_pid',
      help: 'Process id of the worker that takes requests at each seat',
      labelNames: ['worker'],
      registers,
      collect: () => {
        pids.reset()
        for (const { seat, pid } of this.#crew?.running() ?? []) pids.set({ worker: seat + 1 }, pid)
      },
    })
  }

  /** From now on these are the workers that are asked. */
  watch(crew: Crew): void {
    this.#crew = crew
  }

  fell(): void {
    this.#falls.inc()
  }

  restarted(result: 'done' | 'refused'): void {
    this.#restarts.inc({ result })
  }

  /** Keeps what a worker counted: sums never fall. */
  inherit({ lastMetrics }: Worker): void {
    // In one step: a scrape sees a worker either living or left, never both.
    this.#bequeathed = addTotals(this.#bequeathed, bequeathed(lastMetrics))
  }

  async metrics(): Promise<string> {
    const running = new Set(this.#crew?.running())
    const left = this.#bequeathed
    const workers = await Promise.all((this.#crew?.living() ?? []).map(figuresOf))
    const named = workers.map(([worker, metrics]) =>
      running.has(worker) ? labelled(metrics, String(worker.seat + 1)) : ofBanyan(metrics),
    )
    const own = labelled(await this.#own.getMetricsAsJSON(), 'parent')
    return mergeMetrics([...named, left, own]).metrics()
  }
}

/** A worker that is too busy to answer is shown as it was. */
async function figuresOf(worker: Worker): Promise<[Worker, Metrics]> {
  return [worker, await worker.ask('metrics', null).catch(() => worker.lastMetrics)]
}

import { Counter, Gauge, type Registry } from 'prom-client'
import type { AnswerCache } from '../cache/answer-cache.ts'
import { cacheOutcomes, type Shelf } from '../cache/shelf.ts'

const labelNames = ['operation', 'side'] as const

/** What the cache holds and saves, by operation and side; read at each scrape. */
export function exposeCache(registry: Registry, answers: AnswerCache): void {
  const registers = [registry]
  const labelsOf = ({ operation, side }: Shelf) => ({ operation: operation.id, side })
  const counted = (count: (shelf: Shelf) => number) =>
    function collect(this: Counter<(typeof labelNames)[number]>) {
      this.reset()
      for (const shelf of answers.shelves()) this.inc(labelsOf(shelf), count(shelf))
    }
  const measured = (measure: (shelf: Shelf) => number) =>
    function collect(this: Gauge<(typeof labelNames)[number]>) {
      for (const shelf of answers.shelves()) this.set(labelsOf(shelf), measure(shelf))
    }
  new Counter({
    name: 'banyan_cache_requests_total',
    help: 'Requests to operations that may be cached; spare: the side failed, an old answer stood in',
    labelNames: [...labelNames, 'outcome'],
    registers,
    collect() {
      this.reset()
      for (const shelf of answers.shelves()) {
        for (const outcome of cacheOutcomes) {
          this.inc({ ...labelsOf(shelf), outcome }, shelf.outcomes[outcome])
        }
      }
    },
  })
  new Gauge({
    name: 'banyan_cache_entries',
    help: 'Answers that are kept now',
    ...{ labelNames, registers, collect: measured(({ held }) => held.entries) },
  })
  new Gauge({
    name: 'banyan_cache_bytes',
    help: 'What kept answers and their keys take, at most banyan_cache_limit_bytes together',
    ...{ labelNames, registers, collect: measured(({ held }) => held.bytes) },
  })
  new Counter({
    name: 'banyan_cache_evictions_total',
    help: 'Answers that left because others needed the room',
    ...{ labelNames, registers, collect: counted(({ evictions }) => evictions) },
  })
  new Counter({
    name: 'banyan_cache_refreshes_total',
    help: 'Calls that fetched a new answer for one that was old, while nobody waited',
    ...{ labelNames, registers, collect: counted(({ refreshes }) => refreshes) },
  })
  new Counter({
    name: 'banyan_cache_failed_refreshes_total',
    help: 'Those of them that the side failed',
    ...{ labelNames, registers, collect: counted(({ failedRefreshes }) => failedRefreshes) },
  })
  new Counter({
    name: 'banyan_cache_warmed_total',
    help: 'Calls for what was asked on the other side, before its visitors came over by a flip',
    ...{ labelNames, registers, collect: counted(({ warmed }) => warmed) },
  })
  new Counter({
    name: 'banyan_cache_invalidations_total',
    help: 'Times that all answers became old at once, because their data changed or they were thrown away',
    ...{ labelNames, registers, collect: counted(({ changes, purges }) => changes + purges) },
  })
  exposeLimit(registry, answers.bytes)
}

function exposeLimit(registry: Registry, bytes: number): void {
  new Gauge({
    name: 'banyan_cache_limit_bytes',
    help: 'What the cache may take',
    registers: [registry],
    collect() {
      this.set(bytes)
    },
  })
}

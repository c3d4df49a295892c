import { randomUUID } from 'node:crypto'
import type { RequestRow, RequestsSummarised } from '#contracts/events/events.ts'
import { Tally } from '../metrics/tally.ts'
import type { EventSink } from './event-sink.ts'
import { summariseRequests } from './summarise-requests.ts'

/** The tally of the running window, and what ends it. */
export type RequestSummaries = {
  /** Where requests are counted now; another one after each window. */
  current(): Tally
  /** Tells the last window too. */
  stop(): void
}

/** Tells, window by window, what was answered; says nothing of an empty window. @param source who says it */
export function startRequestSummaries(sink: EventSink, source: string, windowMs: number): RequestSummaries {
  let tally = new Tally()
  let started = new Date()
  let startedMs = performance.now()

  function closeWindow(): void {
    const rows = summariseRequests(tally)
    const now = performance.now()
    const length = Math.max(1, Math.round(now - startedMs))
    if (rows.length > 0) sink.emit(summarised(source, { started, windowMs: length, rows }))
    tally = new Tally()
    started = new Date()
    startedMs = now
  }

  const timer = setInterval(closeWindow, windowMs).unref()
  return {
    current: () => tally,
    stop: () => {
      clearInterval(timer)
      closeWindow()
    },
  }
}

type Window = {
  readonly started: Date
  readonly windowMs: number
  readonly rows: readonly RequestRow[]
}

function summarised(source: string, { started, windowMs, rows }: Window): RequestsSummarised {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source,
    type: 'banyan.requests.summarised.v1',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    subject: source,
    partitionkey: source,
    data: { windowStart: started.toISOString(), windowMs, rows },
  }
}

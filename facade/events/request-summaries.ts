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
  let startedAt = Date.now()

  function closeWindow(): void {
    const rows = summariseRequests(tally)
    const now = Date.now()
    if (rows.length > 0) sink.emit(summarised(source, { startedAt, windowMs: now - startedAt, rows }))
    tally = new Tally()
    startedAt = now
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
  readonly startedAt: number
  readonly windowMs: number
  readonly rows: readonly RequestRow[]
}

function summarised(source: string, { startedAt, windowMs, rows }: Window): RequestsSummarised {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source,
    type: 'banyan.requests.summarised.v1',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    subject: source,
    partitionkey: source,
    // The clock may have been set back meanwhile.
    data: { windowStart: new Date(startedAt).toISOString(), windowMs: Math.max(1, windowMs), rows },
  }
}

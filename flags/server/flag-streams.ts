// Server-sent events for unleash-client's streaming mode.
import type { ServerResponse } from 'node:http'
import { type DeltaEvent, deltas, hydration } from './client-answer.ts'
import type { Snapshot } from './flag-store.ts'
import type { ServedFlags } from './served-flags.ts'

export type FlagStreamsOptions = {
  /** Between two signs of life. */
  readonly heartbeatMs: number
  /** A client that takes nothing for so long is let go. */
  readonly stalledMs: number
  readonly maxStreams: number
}

export interface FlagStreams {
  /** False when there are too many; the response is then untouched. */
  open(response: ServerResponse): boolean
  count(): number
  /** Ends every stream; clients come again elsewhere. */
  close(): void
}

type Stream = {
  readonly response: ServerResponse
  /** Since when it takes nothing; null while it does. */
  stalledAt: number | null
  /** It missed a change while it took nothing. */
  behind: boolean
}

/** The client asks again so soon after it lost the stream (milliseconds, doubled with every failure). */
const retryMs = 250

/**
 * One frame reaches all streams. A slow client is sent nothing while its socket is full, so that it costs
 * no memory, and everything at once when it takes again; one that stays stuck is let go.
 */
export function createFlagStreams(served: ServedFlags, options: FlagStreamsOptions): FlagStreams {
  const streams = new Set<Stream>()

  function send(stream: Stream, text: string): void {
    if (stream.response.write(text)) return
    stream.stalledAt = performance.now()
    stream.response.once('drain', () => {
      stream.stalledAt = null
      const current = served.current()
      if (!stream.behind || !current) return
      stream.behind = false
      send(stream, frame('unleash-updated', [hydration(current.snapshot)], current.snapshot.revision))
    })
  }
  function broadcast(before: Snapshot, after: Snapshot): void {
    const text = frame('unleash-updated', deltas(before, after), after.revision)
    for (const stream of streams) {
      if (stream.stalledAt === null) send(stream, text)
      else stream.behind = true
    }
  }
  function beat(): void {
    for (const stream of streams) {
      if (stream.stalledAt === null) send(stream, heartbeat)
      else if (performance.now() - stream.stalledAt > options.stalledMs) stream.response.destroy()
    }
  }

  served.onChange(broadcast)
  const beating = setInterval(beat, options.heartbeatMs)
  return {
    open: (response) => {
      const current = served.current()
      if (!current || streams.size >= options.maxStreams) return false
      const stream: Stream = { response, stalledAt: null, behind: false }
      streams.add(stream)
      response.once('close', () => streams.delete(stream))
      response.writeHead(200, headers)
      const events = [hydration(current.snapshot)]
      send(stream, `retry: ${retryMs}\n${frame('unleash-connected', events, current.snapshot.revision)}`)
      return true
    },
    count: () => streams.size,
    close: () => {
      clearInterval(beating)
      for (const { response } of streams) response.end()
    },
  }
}

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Nothing follows a stream; kept open, the connection would hold up a stopping server.
  connection: 'close',
  // nginx would otherwise hold events back.
  'x-accel-buffering': 'no',
}

/** A change of nothing, not a comment: the client shows its owner events, but no comments. */
const heartbeat = `event: unleash-updated\ndata: ${JSON.stringify({ events: [] })}\n\n`

function frame(event: string, events: readonly DeltaEvent[], id: number): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify({ events })}\n\n`
}

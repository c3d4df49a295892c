// What the console lives on: the journeys, the status and the imports, pushed as they are (server-sent
// events).
import type { Response } from 'express'
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import { pause } from '#contracts/process/back-off.ts'
import type { JourneyReader } from '../../journeys/journey-reader.ts'
import type { Monitor } from '../../status/monitor.ts'
import type { Operator } from '../access/identify.ts'
import { readQuery, windowField } from '../http/read-input.ts'
import type { Route } from '../http/route.ts'
import type { ImportView } from '../views.ts'

type Parts = {
  readonly reader: Pick<JourneyReader, 'read'>
  readonly monitor: Pick<Monitor, 'status'>
  /** The latest imports, null while they cannot be read; never rejects, answers soon. */
  readonly imports: () => Promise<readonly ImportView[] | null>
  /** Whether an operator may still look: a session ends while its stream runs. */
  readonly mayStay: (operator: Operator) => boolean
  /** Ends every stream when the process stops. */
  readonly stopping: AbortSignal
  readonly everyMs?: number
}

const window = z.strictObject({ windowSeconds: windowField })
/** Streams at a time; more would be a mistake or an attack. */
const mostStreams = 64

export function liveRoute(parts: Parts): Route {
  let streams = 0
  return {
    method: 'get',
    path: '/api/live',
    access: 'operator',
    handle: async ({ request, response, operator }) => {
      const { windowSeconds } = readQuery(request, window)
      if (streams >= mostStreams) {
        const detail = `${mostStreams} live views are open already.`
        throw new BanyanError('unavailable', { detail, retryAfterSeconds: 10 })
      }
      streams++
      response.status(200).set({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
      response.flushHeaders()
      if (request.method === 'HEAD') response.end()
      const stream = { response, windowSeconds, mayStay: () => parts.mayStay(operator) }
      await push(parts, stream).finally(() => streams--)
      return 'streamed'
    },
  }
}

type Stream = { readonly response: Response; readonly windowSeconds: number; readonly mayStay: () => boolean }

async function push(parts: Parts, { response, windowSeconds, mayStay }: Stream): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const over = AbortSignal.any([gone.signal, parts.stopping])
  while (!over.aborted && mayStay()) {
    const startedAt = performance.now()
    const [journeys, imports] = await Promise.all([parts.reader.read(windowSeconds), parts.imports()])
    const room = response.write(
      `${event('status', parts.monitor.status())}${event('imports', imports)}${event('journeys', journeys)}`,
    )
    if (!room) await once(response, 'drain', over)
    await pause(Math.max(0, (parts.everyMs ?? 1_000) - (performance.now() - startedAt)), over)
  }
  if (!over.aborted) response.write(event('signed-out', null))
  response.end()
}

/** Source: HTML Living Standard, "Server-sent events". JSON has no raw line breaks. */
function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

function once(response: Response, name: 'drain', over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once(name, () => resolve())
    if (over.aborted) resolve()
    else over.addEventListener('abort', () => resolve(), { once: true })
  })
}

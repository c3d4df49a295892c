// A part of this process that needs something which may be away: started again and again until it runs.
import { BanyanError } from '#contracts/errors.ts'
import { type BackOff, backOffMs, pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'

export type LatePart<Part> = {
  /** @throws BanyanError `unavailable` while it does not run */
  get(): Part
  /** Settles when it runs, or when the first try has failed. */
  readonly firstTry: Promise<void>
  /** Stops trying, and what runs. */
  stop(): Promise<void>
}

type Options = { readonly name: string; readonly log: Logger; readonly backOff?: BackOff }

/** Starts a part, now or as soon as it can. */
export function startLate<Part extends { stop(): Promise<void> }>(
  start: () => Promise<Part>,
  { name, log, backOff = { firstMs: 500, longestMs: 5_000 } }: Options,
): LatePart<Part> {
  const stopping = new AbortController()
  const first = Promise.withResolvers<void>()
  let part: Part | null = null
  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        part = await start()
        if (failures > 0) log.info({ part: name }, 'a part runs at last')
        return
      } catch (err) {
        failures++
        log[failures === 1 ? 'warn' : 'debug'](
          { err, part: name, failures },
          'a part waits for what it needs',
        )
        first.resolve()
        await pause(backOffMs(backOff, failures), stopping.signal)
      }
    }
  }
  const running = run().finally(first.resolve)
  return {
    get: () => {
      if (part !== null) return part
      throw new BanyanError('unavailable', { detail: `${name} does not run yet: its database is away.` })
    },
    firstTry: first.promise,
    stop: async () => {
      stopping.abort()
      await running
      await part?.stop()
    },
  }
}

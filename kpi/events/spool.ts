import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BanyanError } from '#contracts/errors.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import type { Logger } from '#contracts/process/log.ts'
import { claimFolder } from './spool-owner.ts'
import { type Lines, readLines, removeSegment, type Segment } from './spool-segment.ts'
import { createSpoolWriter } from './spool-writer.ts'

/** The oldest events that wait; they stay until `forget`. */
export type Waiting = { readonly events: readonly BanyanEvent[]; forget(): Promise<void> }

/**
 * Events on disk, in order, that survive a crash of the process. One process to a folder.
 * What was forgotten just before a crash may come again: consumers are idempotent by event id.
 */
export interface Spool {
  /** Bytes on disk, with those that are forgotten but not deleted yet. */
  bytes(): number
  /** True where nothing waits, nor is being written. */
  isEmpty(): boolean
  /**
   * Resolves when the events are on disk (fdatasync). Rejects with `unavailable` when it is full or the disk
   * fails.
   */
  write(events: readonly BanyanEvent[]): Promise<void>
  /** Null where nothing waits on disk. */
  oldest(limit: number): Promise<Waiting | null>
  /** Resolves when what is being written has been. */
  written(): Promise<void>
  close(): Promise<void>
}

export type SpoolOptions = {
  readonly directory: string
  readonly log: Logger
  /** More is refused. */
  readonly maxBytes: number
  readonly segmentBytes?: number
}

/**
 * Opens a folder's spool with what an earlier run left. Rejects with `conflict` while another process uses
 * it.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { directory, log, maxBytes } = options
  await mkdir(directory, { recursive: true, mode: 0o700 })
  claimFolder(directory)
  const segments = await segmentsIn(directory)
  const writer = createSpoolWriter(segments, options)
  const bytes = () => segments.reduce((sum, segment) => sum + segment.size, 0)

  /** Deletes segments that nobody needs; not the one that is just being written to. */
  async function tidy(): Promise<void> {
    while (segments[0] && isRead(segments[0]) && !(segments.length === 1 && writer.isBusy())) {
      await removeSegment(segments.shift() as Segment)
    }
  }

  return {
    bytes,
    isEmpty: () => !writer.isBusy() && segments.every(isRead),
    write: async (events) => {
      const text = events.map((event) => `${JSON.stringify(event)}\n`).join('')
      if (bytes() + writer.queuedBytes() + Buffer.byteLength(text) > maxBytes) {
        throw new BanyanError('unavailable', { detail: 'The event spool is full' })
      }
      await writer.write(text)
    },
    oldest: async (limit) => {
      await tidy()
      const segment = segments.find((s) => !isRead(s))
      if (segment === undefined) return null
      const read = await readWhatIsThere(segment, limit, log)
      return {
        events: parse(read.lines, segment, log),
        forget: async () => {
          segment.passed += read.bytes
          await tidy()
        },
      }
    },
    written: () => writer.idle(),
    close: async () => {
      await writer.idle()
      await Promise.all(segments.map((segment) => segment.handle?.close()))
    },
  }
}

function isRead(segment: Segment): boolean {
  return segment.passed >= segment.size
}

async function readWhatIsThere(segment: Segment, limit: number, log: Logger): Promise<Lines> {
  try {
    return await readLines(segment, limit)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    log.error({ path: segment.path }, 'a file of the event spool was removed; its events are lost')
    return { lines: [], bytes: segment.size - segment.passed }
  }
}

async function segmentsIn(directory: string): Promise<Segment[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{12}\.ndjson$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, name)
      return { path, size: (await stat(path)).size, passed: 0, handle: null }
    }),
  )
}

function parse(lines: readonly string[], { path }: Segment, log: Logger): BanyanEvent[] {
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as BanyanEvent]
    } catch {
      log.error({ path }, 'a line of the event spool is broken; its event is lost')
      return []
    }
  })
}

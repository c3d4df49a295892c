import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { BanyanError } from '#contracts/errors.ts'
import { appendDurably, createSegment, type Segment } from './spool-segment.ts'

type Write = { readonly text: string; readonly bytes: number; readonly done: PromiseWithResolvers<void> }

export type SpoolWriter = {
  /**
   * Resolves when the text is on disk; rejects with `unavailable`. Everything that waits goes to disk
   * together.
   */
  write(text: string): Promise<void>
  isBusy(): boolean
  queuedBytes(): number
  idle(): Promise<void>
}

/** Writes to the last segment of the list, and adds new ones to it. */
export function createSpoolWriter(
  segments: Segment[],
  { directory, segmentBytes = 8 * 1_048_576 }: { directory: string; segmentBytes?: number },
): SpoolWriter {
  let number = nextNumber(segments)
  const queue: Write[] = []
  let queuedBytes = 0
  let writing: Promise<void> | null = null

  async function lastOrNew(): Promise<Segment> {
    const last = segments.at(-1)
    if (last?.handle && last.size < segmentBytes) return last
    const segment = await createSegment(join(directory, `${String(number++).padStart(12, '0')}.ndjson`))
    await syncFolder(directory)
    segments.push(segment)
    return segment
  }

  async function writeQueue(): Promise<void> {
    while (queue.length > 0) {
      const together = queue.splice(0)
      try {
        await appendDurably(await lastOrNew(), together.map(({ text }) => text).join(''))
        for (const { done } of together) done.resolve()
      } catch (cause) {
        const error = new BanyanError('unavailable', { detail: 'The disk did not take the events', cause })
        for (const { done } of together) done.reject(error)
      }
      queuedBytes -= together.reduce((sum, { bytes }) => sum + bytes, 0)
    }
    writing = null
  }

  return {
    write: (text) => {
      const write = { text, bytes: Buffer.byteLength(text), done: Promise.withResolvers<void>() }
      queue.push(write)
      queuedBytes += write.bytes
      writing ??= writeQueue()
      return write.done.promise
    },
    isBusy: () => writing !== null,
    queuedBytes: () => queuedBytes,
    idle: async () => {
      await writing
    },
  }
}

function nextNumber(segments: readonly Segment[]): number {
  const last = segments.at(-1)
  return last === undefined ? 1 : Number(basename(last.path, '.ndjson')) + 1
}

/** A new file is only safe when its folder is. */
async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r')
  await folder.sync().finally(() => folder.close())
}

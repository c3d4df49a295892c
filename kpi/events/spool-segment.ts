import { type FileHandle, open, rm } from 'node:fs/promises'

/** One file of a spool: lines, each ended by a newline. */
export type Segment = {
  readonly path: string
  /** Bytes that are safely on disk. */
  size: number
  /** Bytes that nobody needs any more. */
  passed: number
  /** Null for one that an earlier run left. */
  readonly handle: FileHandle | null
}

export type Lines = { readonly lines: readonly string[]; readonly bytes: number }

const readBytes = 1_048_576
const newline = 0x0a

/** Makes a new, empty segment. */
export async function createSegment(path: string): Promise<Segment> {
  return { path, size: 0, passed: 0, handle: await open(path, 'wx', 0o600) }
}

/** Writes behind what is safe and waits for the disk; a failed write leaves nothing that would be read. */
export async function appendDurably(segment: Segment, text: string): Promise<void> {
  const { handle } = segment
  if (handle === null) throw new Error('A segment of an earlier run is not written to')
  const data = Buffer.from(text)
  try {
    for (let written = 0; written < data.length; ) {
      const left = data.length - written
      written += (await handle.write(data, written, left, segment.size + written)).bytesWritten
    }
    await handle.datasync()
    segment.size += data.length
  } catch (error) {
    await handle.truncate(segment.size).catch(() => undefined)
    throw error
  }
}

/**
 * The next whole lines behind what was passed; a last line without an end was torn by a crash and counts as
 * passed.
 */
export async function readLines(segment: Segment, limit: number): Promise<Lines> {
  const reading = await open(segment.path, 'r')
  try {
    for (let want = readBytes; ; want *= 2) {
      const length = Math.min(want, segment.size - segment.passed)
      const { buffer, bytesRead } = await reading.read(Buffer.alloc(length), 0, length, segment.passed)
      const lines = split(buffer.subarray(0, bytesRead), limit)
      if (lines.lines.length > 0) return lines
      if (segment.passed + length >= segment.size) return { lines: [], bytes: length }
    }
  } finally {
    await reading.close()
  }
}

function split(data: Buffer, limit: number): Lines {
  const lines: string[] = []
  let at = 0
  while (lines.length < limit) {
    const end = data.indexOf(newline, at)
    if (end < 0) break
    lines.push(data.toString('utf8', at, end))
    at = end + 1
  }
  return { lines, bytes: at }
}

/** Closes and deletes. */
export async function removeSegment({ handle, path }: Segment): Promise<void> {
  await handle?.close()
  await rm(path, { force: true })
}

// What the flag server last said, on disk, so that a restart without the server moves nobody.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { acceptFeatures } from './accept-features.ts'
import { replaceDurably } from './durable-file.ts'
import type { FeatureSet } from './feature.ts'

/** Told of what ails Banyan's own machinery; serving goes on. */
export type Degraded = (part: string, error: unknown) => void

/**
 * Keeps one set of flags and the generation before it. Several processes may share the folder.
 * No method throws or rejects; what fails is told to `degraded`, and tried again every half minute.
 */
export interface LastKnownGood {
  /** The newest generation that is whole, or null. */
  read(): FeatureSet | null
  /**
   * Queues a write; of several that wait only the newest is written. A set without flags is never written.
   */
  write(set: FeatureSet): void
  /** Resolves when what was queued is written or has failed. */
  settled(): Promise<void>
  /** Settles and tries no more. */
  close(): Promise<void>
}

const part = 'flags last-known-good'
const magic = 'banyan-flags-1 sha256='
const staleAfterMs = 60_000
const retryAfterMs = 30_000

export function createLastKnownGood(directory: string, degraded: Degraded): LastKnownGood {
  const file = join(directory, 'flags.last-known-good')
  let waiting: FeatureSet | null = null
  let writing: Promise<void> | null = null
  let retry: NodeJS.Timeout | undefined
  function write(set: FeatureSet): void {
    if (set.features.length === 0) return
    waiting = set
    writing ??= drain()
  }
  async function drain(): Promise<void> {
    await removeLeftOvers(directory)
    while (waiting) {
      clearTimeout(retry)
      const set: FeatureSet = waiting
      waiting = null
      await store(file, set).catch((error) => {
        degraded(part, error)
        retry = setTimeout(() => write(set), retryAfterMs).unref()
      })
    }
    writing = null
  }
  async function settled(): Promise<void> {
    while (writing) await writing
  }
  return {
    read: () => load(file, degraded) ?? load(previousOf(file), degraded),
    write,
    settled,
    close: async () => {
      await settled()
      clearTimeout(retry)
    },
  }
}

const previousOf = (file: string) => `${file}.previous`

/** At every instant each name holds one whole generation or nothing. */
function store(file: string, set: FeatureSet): Promise<void> {
  return replaceDurably(file, encode(set), async () => {
    if (decode(read(file) ?? '')) await rename(file, previousOf(file)).catch(unlessMissing)
  })
}

/** Another process of the same folder may have moved it a moment ago. */
function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** A process killed while writing leaves its temp file. */
async function removeLeftOvers(directory: string): Promise<void> {
  try {
    for (const name of readdirSync(directory)) {
      const path = join(directory, name)
      const old =
        /^flags\.last-known-good\..*\.tmp$/.test(name) && Date.now() - statSync(path).mtimeMs > staleAfterMs
      if (old) await rm(path, { force: true })
    }
  } catch {
    // No folder yet, or somebody else tidied first.
  }
}

function load(file: string, degraded: Degraded): FeatureSet | null {
  try {
    const text = read(file)
    if (text === null) return null
    const set = decode(text)
    if (!set) degraded(part, new Error(`${file} is damaged`))
    return set
  } catch (error) {
    degraded(part, error)
    return null
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    unlessMissing(error as NodeJS.ErrnoException)
    return null
  }
}

function encode(set: FeatureSet): string {
  const body = JSON.stringify({ savedAt: new Date().toISOString(), ...set })
  return `${magic}${checksum(body)}\n${body}`
}

function decode(text: string): FeatureSet | null {
  const end = text.indexOf('\n')
  const body = text.slice(end + 1)
  if (end < 0 || text.slice(0, end) !== `${magic}${checksum(body)}`) return null
  const accepted = acceptFeatures(JSON.parse(body), null)
  return accepted.kind === 'taken' ? accepted.set : null
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}

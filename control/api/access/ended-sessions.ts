// Sessions that were logged out, kept until they would have expired: a copied cookie dies with the log-out.
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Logger } from '#contracts/process/log.ts'
import type { Session } from './session-token.ts'

type Ended = Pick<Session, 'id' | 'expiresAt'>

/** `end` takes effect at once, also where the disk fails; then it holds until the next restart. */
export type EndedSessions = {
  has(id: string): boolean
  end(session: Ended): Promise<void>
}

/** For tests. */
export function createMemoryEndedSessions(): EndedSessions {
  const ids = new Set<string>()
  return { has: (id) => ids.has(id), end: async ({ id }) => void ids.add(id) }
}

/** @param file JSON lines; what has expired is dropped at every start */
export async function openEndedSessions(file: string, log: Logger, now = Date.now): Promise<EndedSessions> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const kept = (await endedIn(file)).filter(({ expiresAt }) => expiresAt > now())
  await writeFile(`${file}.half`, kept.map(lineOf).join(''), { mode: 0o600 })
  await rename(`${file}.half`, file)
  const ids = new Set(kept.map(({ id }) => id))
  return {
    has: (id) => ids.has(id),
    end: async ({ id, expiresAt }) => {
      ids.add(id)
      await appendFile(file, lineOf({ id, expiresAt })).catch((err: unknown) =>
        log.error({ err }, 'an ended session could not be kept on disk'),
      )
    },
  }
}

function lineOf(ended: Ended): string {
  return `${JSON.stringify(ended)}\n`
}

async function endedIn(file: string): Promise<Ended[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return ''
  })
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Ended]
    } catch {
      return []
    }
  })
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceDurably } from '../durable-file.ts'
import type { Snapshot } from './flag-store.ts'
import type { PendingAct } from './pending-acts.ts'
import { strategyBody } from './strategy-body.ts'

/** The flags as last read, and the acts that the store has not taken yet. */
export type Journalled = { readonly snapshot: Snapshot | null; readonly pending: readonly PendingAct[] }

/**
 * What a flag server must know after a restart while its store is away. Of several writes that wait only the
 * newest is made; `write` resolves when it, or a newer one, is on disk, and rejects when it cannot be.
 */
export interface ActJournal {
  /** Nothing where there is no journal yet. @throws where there is one that cannot be read */
  read(): Journalled
  write(journalled: Journalled): Promise<void>
}

const feature = z.object({
  name: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  strategies: z.array(strategyBody.extend({ id: z.string() })),
  version: z.number().int(),
  createdAt: z.string(),
})

const schema = z.object({
  snapshot: z.object({ revision: z.number().int(), features: z.array(feature) }).nullable(),
  pending: z.array(
    z.object({
      feature: z.string(),
      what: z.enum(['kill', 'empty']),
      act: z.object({ actor: z.string(), reason: z.string() }),
      at: z.string(),
      revision: z.number().int(),
    }),
  ),
})

/** A journal in a folder of its own flag server. */
export function createActJournal(directory: string): ActJournal {
  const file = join(directory, 'flags.journal.json')
  let writing: Promise<void> = Promise.resolve()
  return {
    read: () => {
      let text: string
      try {
        text = readFileSync(file, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { snapshot: null, pending: [] }
        throw error
      }
      return schema.parse(JSON.parse(text))
    },
    write: (journalled) => {
      const text = JSON.stringify(journalled)
      const mine = writing.then(() => replaceDurably(file, text))
      writing = mine.catch(() => undefined)
      return mine
    },
  }
}

// Every control act passes here: written as intended before it, and with its outcome after it.
import { randomUUID } from 'node:crypto'
import { asBanyanError, BanyanError, errorTable } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import { settlesWithin } from '#contracts/process/patience.ts'
import type { AuditEntry } from './audit-entry.ts'
import type { AuditSpool } from './audit-spool.ts'
import type { AuditPage, AuditStore } from './audit-store.ts'

/** What is about to be done. */
export type Intent = Pick<AuditEntry, 'actor' | 'via' | 'action' | 'target' | 'reason' | 'before'> & {
  /**
   * Without the store an act is refused: whoever moves visitors must be answerable for it. Only a kill goes
   * on, for it takes away a risk and a shop that loses money cannot wait for a database; its entry goes to
   * the spool.
   */
  readonly withoutStore: 'refuse' | 'go-on'
}

export type Performed<Result> = { readonly result: Result; readonly after: object | null }

export type AuditTrail = {
  /** Performs an act between its two entries; rejects as the act does, or with `unavailable`. */
  record<Result>(intent: Intent, perform: () => Promise<Performed<Result>>): Promise<Result>
  /** Writes down what has already happened; never rejects. */
  note(happened: Omit<Intent, 'withoutStore'>, outcome: 'done' | 'refused'): Promise<void>
  read(page: AuditPage): Promise<readonly AuditEntry[]>
  /** Entries on disk that the store has not taken yet. */
  waiting(): number
  /** Hands what waits to the store; never rejects. */
  catchUp(): Promise<void>
}

type Parts = {
  readonly store: AuditStore
  readonly spool: AuditSpool
  readonly log: Logger
  readonly now?: () => number
  /** How long a kill, and what was done already, wait for the store. */
  readonly patienceMs?: number
  /** How long an act that needs the store waits for it. */
  readonly storeWithinMs?: number
}

export function createAuditTrail(parts: Parts): AuditTrail {
  const { store, spool, log, now = Date.now, patienceMs = 400, storeWithinMs = 4_000 } = parts
  const timestamp = () => new Date(now()).toISOString()
  const keep = async (entry: AuditEntry): Promise<void> => {
    try {
      await spool.add(entry)
      log.error({ audit: entry }, 'the audit store is away: the entry waits on disk')
    } catch (err) {
      log.error({ err, audit: entry }, 'the audit entry could not be kept anywhere but in this log')
    }
  }
  const writeOrKeep = (entry: AuditEntry): Promise<void> =>
    inTime(patienceMs, store.write(entry)).catch(() => keep(entry))
  const begin = (entry: AuditEntry, withoutStore: Intent['withoutStore']): Promise<void> =>
    withoutStore === 'go-on' ? writeOrKeep(entry) : inTime(storeWithinMs, store.write(entry)).catch(refuse)
  return {
    record: async (intent, perform) => {
      const { withoutStore, ...act } = intent
      const entry: AuditEntry = { ...act, ...opened(timestamp()) }
      await begin(entry, withoutStore)
      try {
        const { result, after } = await perform()
        await writeOrKeep({ ...entry, after, outcome: 'done', completedAt: timestamp() })
        return result
      } catch (error) {
        await writeOrKeep({ ...entry, ...ended(error), completedAt: timestamp() })
        throw error
      }
    },
    note: (happened, outcome) => {
      const at = timestamp()
      return writeOrKeep({ ...happened, ...opened(at), outcome, completedAt: at })
    },
    read: (page) => inTime(storeWithinMs, store.read(page)),
    waiting: () => spool.waiting(),
    catchUp: async () => {
      const written = await spool.drain(store).catch(() => 0)
      if (written > 0) log.warn({ entries: written }, 'the audit store has taken what waited on disk')
    },
  }
}

function opened(at: string) {
  return { id: randomUUID(), at, after: null, outcome: 'intended', detail: null, completedAt: null } as const
}

function ended(thrown: unknown): Pick<AuditEntry, 'outcome' | 'detail'> {
  const error = asBanyanError(thrown)
  const text = error.detail ?? errorTable[error.code].title
  return { outcome: error.status < 500 ? 'refused' : 'failed', detail: `${error.code}: ${text}` }
}

function refuse(cause: unknown): never {
  const detail =
    'The audit store cannot be reached, so this was refused: nothing was changed. A kill works all the same.'
  throw new BanyanError('unavailable', { detail, cause, retryAfterSeconds: 5 })
}

/** Late writes are harmless: the store is idempotent and keeps the outcome that came first. */
async function inTime<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  if (!(await settlesWithin(ms, work))) {
    throw new BanyanError('unavailable', { detail: 'The audit store does not answer in time.' })
  }
  return work
}

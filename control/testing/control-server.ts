// The control API over a real socket, with what it stands on replaced by what a test can steer.

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Router } from 'express'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createMemoryEndedSessions } from '../api/access/ended-sessions.ts'
import { type ControlParts, createControlApi } from '../api/control-api.ts'
import { readControlDocument } from '../api/control-document.ts'
import type { StatusView } from '../api/views.ts'
import { openAuditSpool } from '../audit/audit-spool.ts'
import { createMemoryAuditStore } from '../audit/audit-store.memory.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import { type AuditTrail, createAuditTrail } from '../audit/audit-trail.ts'
import { createLeavingFlagAdmin, type LeavingFlagAdmin } from './leaving-flag-admin.ts'
import { createMemorySync, type MemorySync } from './memory-sync.ts'
import { createSettableFigures, type SettableFigures } from './settable-figures.ts'

export const operatorToken = 'the-operators-token-for-tests'
export const operatorPassword = 'the operators password'

export type ControlServer = {
  readonly url: string
  readonly flags: LeavingFlagAdmin
  readonly figures: SettableFigures
  readonly sync: MemorySync
  readonly trail: ControlParts['trail']
  /** What the server tells of its dependencies; a test may change it. */
  readonly status: { view: StatusView }
  statusNow(): StatusView
  /** A call by the operator token unless `headers` say otherwise. */
  call(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer>
  /** Logs in as a browser would; gives the headers that a page of the console sends. */
  logIn(name?: string): Promise<Record<string, string>>
  stop(): Promise<void>
}

type Headers = { readonly [name: string]: string }
export type Answer = { status: number; headers: globalThis.Headers; text: string; body: unknown }

type Options = Partial<ControlParts> & {
  readonly store?: AuditStore
  readonly countActs?: (trail: AuditTrail) => AuditTrail
}

export async function startControlServer(options: Options = {}): Promise<ControlServer> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-control-'))
  const spool = await openAuditSpool(join(folder, 'audit.jsonl'))
  const { countActs = (one) => one } = options
  const trail = countActs(
    createAuditTrail({ store: options.store ?? createMemoryAuditStore(), spool, log: silentLog }),
  )
  const fakes = {
    flags: createLeavingFlagAdmin(),
    figures: createSettableFigures(),
    sync: createMemorySync(),
  }
  const status = { view: allIsWell() }
  const statusNow = () => ({ ...status.view, auditWaiting: trail.waiting() })
  const stopping = new AbortController()
  const app = createControlApi({
    ...fakes,
    log: silentLog,
    trail,
    monitor: { status: statusNow },
    explain: async (query) => Object.fromEntries(query),
    ended: createMemoryEndedSessions(),
    operatorToken,
    operatorPassword,
    sessionSecrets: ['a session secret for tests'],
    testerSecrets: ['a tester secret for tests'],
    origins: [],
    document: readControlDocument(),
    console: Router(),
    metrics: (_request, response) => void response.end(),
    stopping: stopping.signal,
    ...options,
  })
  const server = createServer(app)
  const url = `http://127.0.0.1:${await listen(server, 0)}`
  return {
    url,
    ...fakes,
    trail,
    status,
    statusNow,
    call: (method, path, body, headers) => call(`${url}${path}`, { method, body, headers }),
    logIn: (name = 'anna') => logIn(url, name),
    stop: async () => {
      stopping.abort()
      await closeServer(server, 100)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Every dependency ok since a while. */
export function allIsWell(): StatusView {
  const since = '2026-11-22T10:00:00.000Z'
  const ok = { state: 'ok', since, latencyMs: 3, detail: null, meaning: null } as const
  const names = ['facade', 'services', 'suite', 'flags', 'database', 'events'] as const
  return { at: since, state: 'ok', auditWaiting: 0, dependencies: names.map((name) => ({ name, ...ok })) }
}

type Call = { method: string; body: unknown; headers: Headers | undefined }

async function call(url: string, { method, body, headers }: Call): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(headers ?? { authorization: `Bearer ${operatorToken}` }),
      ...(body === undefined || headers?.['content-type'] ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json')
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null }
}

async function logIn(url: string, name: string): Promise<Record<string, string>> {
  const page = { origin: url, 'banyan-console': '1' }
  const body = { password: operatorPassword, name }
  const answer = await call(`${url}/api/session`, { method: 'POST', body, headers: page })
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';')
  return { ...page, cookie }
}

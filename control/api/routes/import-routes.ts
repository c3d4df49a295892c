// Filling a rebuilt capability from the suite.
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import { capabilities } from '#contracts/operations.ts'
import type { ImportJob } from '#sync/import/import-job.ts'
import type { Sync } from '#sync/sync.ts'
import type { AuditTrail } from '../../audit/audit-trail.ts'
import { readBody, readQuery, reasonField } from '../http/read-input.ts'
import type { Call, Route } from '../http/route.ts'
import type { ImportView } from '../views.ts'

type Parts = {
  readonly sync: Pick<Sync, 'importable' | 'startImport' | 'job' | 'jobs'>
  readonly trail: AuditTrail
}

const request = z.strictObject({
  capability: z.enum(capabilities),
  mode: z.enum(['full', 'incremental']).default('incremental'),
  reason: reasonField.default('no reason given'),
})
const page = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(20) })

export function importRoutes(parts: Parts): readonly Route[] {
  const { sync } = parts
  return [
    {
      method: 'post',
      path: '/api/imports',
      access: 'operator',
      handle: async (call) => {
        const { started, view } = await startImport(parts, call)
        return { status: started ? 202 : 200, body: view, headers: { location: `/api/imports/${view.id}` } }
      },
    },
    {
      method: 'get',
      path: '/api/imports',
      access: 'operator',
      handle: async (call) => {
        const jobs = await sync.jobs(readQuery(call.request, page).limit)
        return { body: { items: jobs.map(importView), importable: sync.importable } }
      },
    },
    {
      method: 'get',
      path: '/api/imports/:id',
      access: 'operator',
      handle: async (call) => ({ body: importView(await sync.job(String(call.request.params.id))) }),
    },
  ]
}

async function startImport(
  { sync, trail }: Parts,
  call: Call,
): Promise<{ started: boolean; view: ImportView }> {
  const { capability, mode, reason } = readBody(call.request, request)
  const { name: actor, via } = call.operator
  const intent = { actor, via, action: 'import.started', target: capability, reason, before: null } as const
  return trail.record({ ...intent, withoutStore: 'refuse' }, async () => {
    if (!sync.importable.includes(capability)) {
      const choice = sync.importable.join(', ') || 'nothing'
      const detail = `${capability} cannot be imported here. Importable: ${choice}.`
      throw new BanyanError('not-found', { detail })
    }
    const { job, started } = await sync.startImport({ capability, mode })
    return { result: { started, view: importView(job) }, after: { id: job.id, mode: job.mode, started } }
  })
}

/** An import as operators see it. */
export function importView(job: ImportJob): ImportView {
  return {
    id: job.id,
    capability: job.capability,
    mode: job.mode,
    state: job.state === 'unfinished' ? 'running' : job.state,
    phase: job.phase,
    done: job.done,
    total: job.total,
    removed: job.removed,
    startedAt: job.startedAt,
    progressAt: job.progressAt,
    finishedAt: job.finishedAt,
    failures: job.failures,
    detail: job.error === null ? null : `${job.error.code}: ${job.error.detail}`,
  }
}

// The commands that tell what happened: history, audit.
import type { Command } from 'commander'
import type { ChangeView } from '../../api/views.ts'
import type { AuditEntry } from '../../audit/audit-entry.ts'
import { sessionOf } from '../global-options.ts'
import { pageLimit } from '../option-values.ts'
import { table } from '../table.ts'

/** `banyan history`, `banyan audit`. */
export function addRecords(program: Command): void {
  program
    .command('history')
    .description('every flip of a journey, by whatever tool')
    .argument('<journey>')
    .option('--limit <number>', 'at most so many', pageLimit, 20)
    .action(async (journey: string, _options, command: Command) => {
      const { client, options, talk } = sessionOf<{ limit: number }>(command)
      const path = `/api/journeys/${encodeURIComponent(journey)}/history?limit=${options.limit}`
      const { body } = await client.call<{ items: ChangeView[] }>('GET', path)
      talk.data(body.items, () => historyText(body.items))
    })
  program
    .command('audit')
    .description('every act: who, what, when, why, and how it ended')
    .option('--limit <number>', 'at most so many', pageLimit, 20)
    .option('--target <name>', 'only what was done to this journey or capability')
    .action(async (_options, command: Command) => {
      const { client, options, talk } = sessionOf<{ limit: number; target?: string }>(command)
      const query = new URLSearchParams({ limit: String(options.limit) })
      if (options.target !== undefined) query.set('target', options.target)
      const path = `/api/audit?${query}`
      const { body } = await client.call<{ items: AuditEntry[]; waiting: number }>('GET', path)
      if (body.waiting > 0) talk.say(`${body.waiting} entries wait on disk for the database`)
      talk.data(body.items, () => auditText(body.items))
    })
}

function historyText(items: readonly ChangeView[]): string {
  if (items.length === 0) return 'Never moved.'
  return table(items, [
    { title: 'AT', cell: ({ at }) => at },
    { title: 'WHO', cell: ({ actor }) => actor },
    { title: 'BEFORE', cell: ({ before }) => before && stateText(before) },
    { title: 'AFTER', cell: ({ after }) => stateText(after) },
    { title: 'WHY', cell: ({ reason }) => reason },
  ])
}

function stateText({ enabled, percent }: ChangeView['after']): string {
  return enabled ? `${percent} %` : `${percent} % killed`
}

function auditText(items: readonly AuditEntry[]): string {
  if (items.length === 0) return 'Nothing was done yet.'
  return table(items, [
    { title: 'AT', cell: ({ at }) => at },
    { title: 'WHO', cell: ({ actor, via }) => `${actor} (${via})` },
    { title: 'WHAT', cell: ({ action }) => action },
    { title: 'TARGET', cell: ({ target }) => target },
    {
      title: 'OUTCOME',
      cell: ({ outcome, detail }) => (detail === null ? outcome : `${outcome}: ${detail}`),
    },
    { title: 'WHY', cell: ({ reason }) => reason },
  ])
}

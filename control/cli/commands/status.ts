import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { DependencyView, JourneysView, JourneyView, StatusView } from '../../api/views.ts'
import { formatAgo, formatMs, formatPercent, formatRate } from '../../console/app/format.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { type Session, sessionOf } from '../global-options.ts'
import { seconds } from '../option-values.ts'
import { sentences } from '../sentences.ts'
import { table } from '../table.ts'
import type { Talk } from '../talk.ts'

type Options = { readonly wait?: number | true; readonly window: number }
type Seen = { readonly status: StatusView; readonly journeys: JourneysView }

const waitByDefaultSeconds = 60

/** `banyan status`: how every part is, and both sides' figures by journey. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('how every part is, and both sides’ figures')
    .option('--wait [seconds]', 'until all is well; ends with 3 when it does not become so', seconds)
    .option('--window <seconds>', 'how far back the figures reach', seconds, 300)
    .action(async (_options, command: Command) => {
      const session = sessionOf<Options>(command)
      const { wait } = session.options
      const seen = await (wait === undefined ? look(session) : untilWell(session, wait))
      session.talk.data(seen, () => statusText(session.talk, seen))
    })
}

async function look({ client, options }: Session<Options>): Promise<Seen> {
  const { body: status } = await client.call<StatusView>('GET', '/api/status')
  const path = `/api/journeys?windowSeconds=${options.window}`
  const { body: journeys } = await client.call<JourneysView>('GET', path)
  return { status, journeys }
}

async function untilWell(session: Session<Options>, wait: number | true): Promise<Seen> {
  const until = Date.now() + (wait === true ? waitByDefaultSeconds : wait) * 1_000
  for (;;) {
    const seen = await look(session).catch((error: unknown) => error as Error)
    if (!(seen instanceof Error) && seen.status.state === 'ok') return seen
    const ill = seen instanceof Error ? seen.message : illOf(seen.status)
    if (Date.now() >= until) {
      throw new CliError('Not everything is well', { detail: ill, exitCode: exitCodes.badVerdict })
    }
    session.talk.draw(`waiting: ${ill}`)
    await pause(Math.min(1_000, Math.max(0, until - Date.now())))
  }
}

function illOf({ dependencies }: StatusView): string {
  const ill = dependencies.filter(({ state }) => state !== 'ok')
  return ill.map(({ name, state, detail }) => `${name} ${state}${detail ? ` (${detail})` : ''}`).join(', ')
}

function statusText(talk: Talk, { status, journeys }: Seen): string {
  const now = Date.parse(status.at)
  const parts = table<DependencyView>(
    status.dependencies,
    [
      { title: 'PART', cell: ({ name }) => name },
      { title: 'STATE', cell: ({ state }) => state },
      { title: 'SINCE', cell: ({ since }) => formatAgo(since, now) },
      { title: 'MS', cell: ({ latencyMs }) => formatMs(latencyMs), align: 'right' },
      { title: 'WHAT IT MEANS', cell: ({ detail, meaning }) => sentences([detail, meaning]) },
    ],
    ({ state }, line) => (state === 'ok' || state === 'unknown' ? line : talk.style('bad', line)),
  )
  return `${parts}\n\n${journeysText(journeys)}${waitingText(status)}`
}

function journeysText({ items }: JourneysView): string {
  const right = { align: 'right' } as const
  const { legacy, next } = { legacy: 'legacy', next: 'new' } as const
  return table<JourneyView>(items, [
    { title: 'JOURNEY', cell: ({ journey }) => journey },
    { title: 'MODE', cell: ({ flag }) => modeOf(flag) },
    { title: 'SET', cell: ({ flag }) => (flag === null ? null : `${flag.percent} %`), ...right },
    { title: 'ACTUAL', cell: ({ actualPercent }) => formatPercent(actualPercent.visitors), ...right },
    { title: 'LEGACY/S', cell: ({ sides }) => formatRate(sides[legacy].ratePerSecond), ...right },
    { title: 'ERRORS', cell: ({ sides }) => formatPercent(sides[legacy].errorPercent), ...right },
    { title: 'P95 MS', cell: ({ sides }) => formatMs(sides[legacy].p95Ms), ...right },
    { title: 'NEW/S', cell: ({ sides }) => formatRate(sides[next].ratePerSecond), ...right },
    { title: 'ERRORS', cell: ({ sides }) => formatPercent(sides[next].errorPercent), ...right },
    { title: 'P95 MS', cell: ({ sides }) => formatMs(sides[next].p95Ms), ...right },
  ])
}

function modeOf(flag: JourneyView['flag']): string {
  if (flag === null) return 'no flag'
  if (!flag.enabled) return 'killed'
  if (flag.percent === 0) return 'legacy'
  return flag.percent === 100 ? 'new' : 'split'
}

function waitingText({ auditWaiting }: StatusView): string {
  return auditWaiting === 0 ? '' : `\n\n${auditWaiting} audit entries wait on disk for the database.`
}

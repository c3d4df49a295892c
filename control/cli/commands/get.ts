import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { JourneysView, JourneyView, OperationView, SideView } from '../../api/views.ts'
import { formatAgo, formatCount, formatMs, formatPercent, formatRate } from '../../console/app/format.ts'
import { type Session, sessionOf } from '../global-options.ts'
import { seconds } from '../option-values.ts'
import { plainText } from '../plain-text.ts'
import { type Column, table } from '../table.ts'

/** One journey as the API answers it. */
export type OneJourney = Omit<JourneysView, 'items'> & { readonly item: JourneyView }

type Options = { readonly watch: boolean; readonly window: number }

const everyMs = 2_000

/** `banyan get`: one journey, both sides of every operation. */
export function addGet(program: Command): void {
  program
    .command('get')
    .description('a journey: what is set, what came of it, both sides of every operation')
    .argument('<journey>')
    .option('-w, --watch', 'again every 2 seconds', false)
    .option('--window <seconds>', 'how far back the figures reach', seconds, 300)
    .action(async (journey: string, _options, command: Command) => {
      const session = sessionOf<Options>(command)
      do await show(session, journey)
      while (session.options.watch && (await pause(everyMs, true)))
    })
}

async function show({ client, options, talk }: Session<Options>, journey: string): Promise<void> {
  const path = `/api/journeys/${encodeURIComponent(journey)}?windowSeconds=${options.window}`
  const { body } = await client.call<OneJourney>('GET', path)
  // A person sees one picture that changes; a pipe gets one after the other.
  if (options.watch && options.output === 'table' && process.stdout.isTTY)
    process.stdout.write('\u001b[H\u001b[J')
  talk.data(body, () => journeyText(body))
}

function journeyText({ at, item, flags, figures }: OneJourney): string {
  const rows = [{ operation: 'all operations', sides: item.sides }, ...item.operations]
  const away = [flags, figures].filter(({ state }) => state === 'away')
  return [
    headOf(item, Date.parse(at)),
    table<Pick<OperationView, 'sides'> & { operation: string }>(rows, [
      { title: 'OPERATION', cell: ({ operation }) => operation },
      ...sideColumns('legacy', 'LEGACY'),
      ...sideColumns('new', 'NEW'),
    ]),
    ...away.map(
      ({ detail, asOf }) => `Not up to date (as of ${asOf ?? 'never'}): ${plainText(detail ?? '')}`,
    ),
  ].join('\n')
}

function headOf({ journey, flag, actualPercent, lastChange }: JourneyView, now: number): string {
  if (flag === null) return `${journey}: no flag is known`
  const state = flag.enabled ? '' : ', killed'
  const head = `${journey}: set ${flag.percent} %${state}, actual ${formatPercent(actualPercent.visitors)}`
  if (lastChange === null) return head
  const { actor, at, reason } = lastChange
  return `${head}, last changed by ${plainText(actor)} ${formatAgo(at, now)}: ${plainText(reason)}`
}

function sideColumns(side: 'legacy' | 'new', name: string): Column<Pick<OperationView, 'sides'>>[] {
  const column = (title: string, cell: (figures: SideView) => string) =>
    ({ title, cell: ({ sides }: Pick<OperationView, 'sides'>) => cell(sides[side]), align: 'right' }) as const
  return [
    column(name, ({ requests }) => formatCount(requests)),
    column('/S', ({ ratePerSecond }) => formatRate(ratePerSecond)),
    column('ERRORS', ({ errorPercent }) => formatPercent(errorPercent)),
    column('P50', ({ p50Ms }) => formatMs(p50Ms)),
    column('P95', ({ p95Ms }) => formatMs(p95Ms)),
    column('P99', ({ p99Ms }) => formatMs(p99Ms)),
  ]
}

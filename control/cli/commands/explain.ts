import type { Command } from 'commander'
import type { ExplanationView } from '../../api/views.ts'
import { sessionOf } from '../global-options.ts'
import { plainText } from '../plain-text.ts'
import { table } from '../table.ts'

type Options = {
  readonly visitor?: string
  readonly channel?: string
  readonly country?: string
  readonly currency?: string
  readonly locale?: string
}

/** `banyan explain`: which side a visitor gets for an operation, and why. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('which side a visitor gets for an operation, and why')
    .argument('<operation>', 'e.g. getProduct')
    .option('--visitor <id>', 'his id, or the value of his cookie banyan-visitor; without it somebody new')
    .option('--channel <code>')
    .option('--country <code>')
    .option('--currency <code>')
    .option('--locale <tag>')
    .action(async (operation: string, _options, command: Command) => {
      const { client, options, talk } = sessionOf<Options>(command)
      const { visitor, channel, country, currency, locale } = options
      const asked = Object.entries({ operation, visitor, channel, country, currency, locale })
      const given = asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
      const { body } = await client.call<ExplanationView>('GET', `/api/explain?${new URLSearchParams(given)}`)
      talk.data(body, () => explanationText(body))
    })
}

function explanationText({
  operation,
  visitor,
  side,
  reason,
  refused,
  draw,
  rules,
  atPercent,
}: ExplanationView) {
  const answer = side === null ? `nobody may answer: ${refused}` : `${side}, because of ${reason}`
  const at = atPercent.map((one) => `at ${one.percent} % ${one.side}`).join(', ')
  return [
    plainText(`${operation} for visitor ${visitor}: ${answer}`),
    ...(draw === null ? [] : [`Draw ${draw} of 100: ${at}.`]),
    '',
    table(rules, [
      { title: 'RULE', cell: ({ rule }) => rule },
      { title: 'OUTCOME', cell: ({ outcome }) => outcome },
      { title: 'BECAUSE', cell: ({ because }) => because },
    ]),
  ].join('\n')
}

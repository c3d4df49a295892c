import { type Command, Option } from 'commander'
import { agreedReason } from '../act.ts'
import { sessionOf } from '../global-options.ts'
import { seconds } from '../option-values.ts'

type Options = { readonly side: 'legacy' | 'new'; readonly journey: string; readonly ttl: number }
type Token = {
  readonly side: string
  readonly journey: string
  readonly expiresAt: string
  readonly header: string
  readonly token: string
}

/** `banyan tester`: a token with which a tester chooses the side. */
export function addTester(program: Command): void {
  program
    .command('tester')
    .description('make a token with which a tester chooses the side')
    .addOption(new Option('--side <side>').choices(['legacy', 'new']).makeOptionMandatory())
    .option('--journey <journey>', 'one journey, or * for all', '*')
    .option('--ttl <seconds>', 'how long it is good', seconds, 3_600)
    .action(async (_options, command: Command) => {
      const { client, options, talk } = sessionOf<Options>(command)
      const { side, journey, ttl: ttlSeconds, dryRun } = options
      const body = { side, journey, ttlSeconds }
      if (dryRun) {
        talk.data(
          { dryRun: true, ...body },
          () => `would make a token: ${side} for ${journey}, ${ttlSeconds} s`,
        )
        return
      }
      const what = `Make a token that lets its holder choose ${side} for ${journey}`
      const reason = await agreedReason(talk, what, options)
      const { body: made } = await client.call<Token>('POST', '/api/tester-tokens', {
        body: { ...body, reason },
      })
      talk.say(`Good until ${made.expiresAt}. Send it as a header:`)
      talk.data(made, () => `${made.header}: ${made.token}`)
    })
}

// `npm run shoppers`: people walk through the shop, so that there is something to see.
import { Command, InvalidArgumentError, Option } from 'commander'
import { progressLine, summaryText } from './summary-text.ts'
import { runTraffic } from './traffic.ts'

type Flags = {
  url: string
  rate: number
  sessions?: number
  seconds?: number
  seed: number
  visitors?: number
  pace: number
  output: 'table' | 'json'
}

function above(least: number, whole: boolean): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (
      text.trim() === '' ||
      !Number.isFinite(value) ||
      value < least ||
      (whole && !Number.isInteger(value))
    ) {
      throw new InvalidArgumentError(`must be a ${whole ? 'whole ' : ''}number from ${least}.`)
    }
    return value
  }
}

function url(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('must be an http address.')
  return text.replace(/\/+$/, '')
}

const program = new Command('shoppers')
  .description('Drives the storefront API as shoppers do: browse, search, look, leave. Ctrl-C ends it.')
  .option('--url <address>', 'the façade', url, 'http://127.0.0.1:8080')
  .option('--rate <n>', 'requests per second, on average', above(0.01, false), 20)
  .addOption(
    new Option('--sessions <n>', 'visits per second, instead of --rate')
      .argParser(above(0.01, false))
      .conflicts('rate'),
  )
  .option('--seconds <n>', 'stop after this time', above(0.1, false))
  .option('--seed <n>', 'same seed, same visits', above(0, true), 1)
  .option('--visitors <n>', 'a crowd of so many that comes back; else everybody is new', above(1, true))
  .option('--pace <factor>', 'how long people think; 0 is not at all', above(0, false), 1)
  .addOption(
    new Option('-o, --output <form>', 'how to say it at the end').choices(['table', 'json']).default('table'),
  )
  .addHelpText(
    'after',
    '\nExit codes: 0 every answer met the contract, 1 one did not or none came, 2 wrong usage.\n' +
      'In production the façade does not say which side answered: sides are then "not said".',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))

program.parse()
const flags = program.opts<Flags>()
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())

const summary = await runTraffic({
  url: flags.url,
  seed: flags.seed,
  rate: flags.sessions === undefined ? { requests: flags.rate } : { sessions: flags.sessions },
  seconds: flags.seconds ?? null,
  visitors: flags.visitors ?? null,
  pace: flags.pace,
  signal: stop.signal,
  progress: (now) => process.stderr.write(`${progressLine(now)}\n`),
})
process.stdout.write(flags.output === 'json' ? `${JSON.stringify(summary)}\n` : summaryText(summary))
const answered = summary.requests > (summary.errors.unreachable ?? 0)
process.exitCode = summary.breaches.count === 0 && answered ? 0 : 1

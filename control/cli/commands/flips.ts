// The commands that move visitors: ramp, kill, revive.
import type { Command } from 'commander'
import { flipQuestion } from '../../console/app/flip-question.ts'
import { agreedReason } from '../act.ts'
import { CliError } from '../cli-error.ts'
import { type Session, sessionOf } from '../global-options.ts'
import { percent as percentValue } from '../option-values.ts'
import type { OneJourney } from './get.ts'

type Flag = { readonly enabled: boolean; readonly percent: number; readonly version: string }
type Versioned = { readonly ifVersion?: string }
type Flip = {
  readonly method: 'PUT' | 'POST'
  readonly act: 'percentage' | 'kill' | 'revive'
  readonly body: object
  readonly ifMatch?: string
}

/** `banyan ramp`, `banyan kill`, `banyan revive`. */
export function addFlips(program: Command): void {
  program
    .command('ramp')
    .description('set the percentage of visitors who get the new side')
    .argument('<journey>')
    .argument('<percent>', 'whole, 0 to 100', percentValue)
    .option('--if-version <version>', 'only when the flag still has this version')
    .action((journey: string, percent: number, _options, command: Command) =>
      ramp(sessionOf<Versioned>(command), journey, percent),
    )
  program
    .command('kill')
    .description('nobody gets the new side any more; at once, without a question')
    .argument('<journey>')
    .action((journey: string, _options, command: Command) => kill(sessionOf(command), journey))
  program
    .command('revive')
    .description('switch the new side on again, at the percentage that is set')
    .argument('<journey>')
    .option('--if-version <version>', 'only when the flag still has this version')
    .action((journey: string, _options, command: Command) => revive(sessionOf<Versioned>(command), journey))
}

async function ramp(session: Session<Versioned>, journey: string, percent: number): Promise<void> {
  const { item, flag, ifMatch } = await read(session, journey)
  const change = { before: flag, after: { ...flag, percent } }
  const { title, what } = flipQuestion(item, { kind: 'percentage', percent }, 'the last 5 minutes')
  if (percent > flag.percent) session.talk.say(what)
  if (session.options.dryRun) return dryRun(session, journey, change)
  const reason = await agreedReason(session.talk, title.replace(/\?$/, ''), session.options)
  await flip(session, journey, { method: 'PUT', act: 'percentage', body: { percent, reason }, ifMatch })
}

/** The one act that may not be held up: no version, no question; a reason is welcome. */
async function kill(session: Session<object>, journey: string): Promise<void> {
  const { dryRun: dry, reason } = session.options
  if (dry) {
    const { flag } = await read(session, journey)
    return dryRun(session, journey, { before: flag, after: { ...flag, enabled: false } })
  }
  await flip(session, journey, { method: 'POST', act: 'kill', body: reason === undefined ? {} : { reason } })
  session.talk.say(`killed; banyan revive ${journey} undoes it`)
}

async function revive(session: Session<Versioned>, journey: string): Promise<void> {
  const { item, flag, ifMatch } = await read(session, journey)
  const { percent } = flag
  const { title, what } = flipQuestion(item, { kind: 'revive', percent }, 'the last 5 minutes')
  session.talk.say(what)
  if (session.options.dryRun) {
    return dryRun(session, journey, { before: flag, after: { ...flag, enabled: true } })
  }
  const reason = await agreedReason(session.talk, title.replace(/\?$/, ''), session.options)
  await flip(session, journey, { method: 'POST', act: 'revive', body: { reason }, ifMatch })
}

/** The journey as it is now, and the version that the act is decided on. */
async function read({ client, options }: Session<Versioned>, journey: string) {
  const path = `/api/journeys/${encodeURIComponent(journey)}`
  const { body, headers } = await client.call<OneJourney>('GET', path)
  const { item, flags } = body
  if (item.flag === null || flags.state === 'away') {
    throw new CliError(`Nobody knows how ${journey} stands`, {
      detail: flags.detail ?? 'The flag server has no flag for it.',
      hint: 'banyan status says which part is away. banyan kill needs no answer to that.',
    })
  }
  const { enabled, percent, version } = item.flag
  const ifMatch = options.ifVersion === undefined ? (headers.get('etag') ?? '') : tagOf(options.ifVersion)
  return { item, flag: { enabled, percent, version }, ifMatch }
}

function tagOf(version: string): string {
  return version === '*' ? '*' : `"${encodeURIComponent(version.replace(/^"(.*)"$/, '$1'))}"`
}

async function flip(session: Session<object>, journey: string, { method, act, body, ifMatch }: Flip) {
  const path = `/api/journeys/${encodeURIComponent(journey)}/${act}`
  const sent = ifMatch === undefined ? { body } : { body, ifMatch }
  const { body: flag } = await session.client.call<Flag>(method, path, sent)
  session.talk.data(flag, () => stateText(journey, flag))
}

function dryRun(session: Session<object>, journey: string, change: { before: Flag; after: Flag }): void {
  session.talk.say('dry run: nothing is changed')
  const text = () => `- ${stateText(journey, change.before)}\n+ ${stateText(journey, change.after)}`
  session.talk.data({ journey, dryRun: true, ...change }, text)
}

function stateText(journey: string, { percent, enabled, version }: Flag): string {
  return `${journey}: ${percent} %, ${enabled ? 'on' : 'killed'}, version ${version}`
}

import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { ImportView } from '../../api/views.ts'
import { formatCount } from '../../console/app/format.ts'
import { CliError, usageError } from '../cli-error.ts'
import { type Session, sessionOf } from '../global-options.ts'

type Options = { readonly full: boolean; readonly incremental: boolean; readonly wait: boolean }

const everyMs = 300

/** `banyan import`: fills a rebuilt capability from the suite, with live progress. */
export function addImport(program: Command): void {
  program
    .command('import')
    .description('fill a rebuilt capability from the suite')
    .argument('<capability>', 'e.g. catalog')
    .option('--full', 'everything, and what the suite no longer has is removed', false)
    .option('--incremental', 'what has changed since the last one (default)', false)
    .option('--no-wait', 'only start it')
    .action((capability: string, _options, command: Command) => run(sessionOf<Options>(command), capability))
}

async function run(session: Session<Options>, capability: string): Promise<void> {
  const { client, options, talk } = session
  if (options.full && options.incremental)
    throw usageError('--full or --incremental, not both', 'Choose one.')
  const mode = options.full ? 'full' : 'incremental'
  const body = { capability, mode, ...(options.reason === undefined ? {} : { reason: options.reason }) }
  if (options.dryRun) {
    talk.say('dry run: nothing is started')
    talk.data({ dryRun: true, ...body }, () => `would start an ${mode} import of ${capability}`)
    return
  }
  const { body: started } = await client.call<ImportView>('POST', '/api/imports', { body })
  if (options.wait) process.once('SIGINT', () => leave(session, capability))
  const ended = options.wait ? await follow(session, started) : started
  talk.data(ended, () => told(ended))
  if (ended.state === 'failed') {
    throw new CliError(`The import of ${capability} failed`, {
      detail: ended.detail ?? undefined,
      hint: 'banyan status says which part is away; the next import goes on.',
    })
  }
}

/** Draws over one line on a terminal; elsewhere says each phase once. */
async function follow({ client, talk }: Session<Options>, started: ImportView): Promise<ImportView> {
  let phase = ''
  for (let job = started; ; ) {
    if (job.state !== 'running') return job
    if (talk.drawing) talk.draw(told(job))
    else if (job.phase !== phase) talk.say(told(job))
    phase = job.phase
    await pause(everyMs)
    job = (await client.call<ImportView>('GET', `/api/imports/${encodeURIComponent(job.id)}`)).body
  }
}

function leave({ talk }: Session<Options>, capability: string): void {
  talk.say(`the import goes on without you; banyan import ${capability} watches it again`)
  process.exit(130)
}

function told({
  capability,
  mode,
  state,
  phase,
  done,
  total,
  removed,
  detail,
  failures,
}: ImportView): string {
  const of = total === null ? '' : ` of ${formatCount(total)}`
  const gone = removed === null ? '' : `, ${formatCount(removed)} removed`
  const trying = state === 'running' && failures > 0 ? `; trying again: ${detail}` : ''
  const where = state === 'running' ? phase : state
  return `${capability} (${mode}): ${where}, ${formatCount(done)}${of} products${gone}${trying}`
}

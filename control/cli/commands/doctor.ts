import type { Command } from 'commander'
import type { StatusView } from '../../api/views.ts'
import { CliError } from '../cli-error.ts'
import { type CliSettings, readCliSettings } from '../cli-settings.ts'
import { type ControlClient, createControlClient } from '../control-client.ts'
import type { GlobalOptions } from '../global-options.ts'
import { sentences } from '../sentences.ts'
import { table } from '../table.ts'
import { createTalk } from '../talk.ts'

type Finding = { readonly check: string; readonly ok: boolean; readonly detail: string }

const oldestNode = 24
/** Clocks further apart than this confuse tokens and figures. */
const clockWithinSeconds = 5

/** `banyan doctor`: looks at everything that must be right, and says what is not. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at everything that must be right')
    .action(async (_options, command: Command) => {
      const { output, url } = command.optsWithGlobals<GlobalOptions>()
      const talk = createTalk(output)
      const findings = await examine(url)
      talk.data(findings, () =>
        table(
          findings,
          [
            { title: '', cell: ({ ok }) => (ok ? '✓' : '✕') },
            { title: 'CHECK', cell: ({ check }) => check },
            { title: 'FOUND', cell: ({ detail }) => detail },
          ],
          ({ ok }, line) => (ok ? line : talk.style('bad', line)),
        ),
      )
      const ill = findings.filter(({ ok }) => !ok)
      if (ill.length > 0) {
        throw new CliError(`${ill.length} of ${findings.length} checks failed`, {
          hint: 'Begin with the first: later ones may follow from it.',
        })
      }
    })
}

async function examine(url: string | undefined): Promise<Finding[]> {
  const node = {
    check: 'node',
    ok: major() >= oldestNode,
    detail: `${process.version}, at least ${oldestNode}`,
  }
  const settings = settingsOf(url)
  if (settings instanceof CliError)
    return [node, { check: 'configuration', ok: false, detail: wordsOf(settings) }]
  const { urlOrigin, tokenOrigin } = settings
  const client = createControlClient(settings, () => undefined)
  return [
    node,
    { check: 'configuration', ok: true, detail: `${settings.url} (${urlOrigin}), token from ${tokenOrigin}` },
    ...(await examineControl(client)),
  ]
}

async function examineControl(client: ControlClient): Promise<Finding[]> {
  const alive = await fetch(`${client.settings.url}/livez`, { signal: AbortSignal.timeout(5_000) }).catch(
    () => null,
  )
  const reachable = {
    check: 'control plane',
    ok: alive?.ok === true,
    detail: alive ? 'answers' : 'does not answer',
  }
  if (!reachable.ok) return [reachable]
  try {
    const { headers } = await client.call('GET', '/api/session')
    const token = { check: 'token', ok: true, detail: 'is the right one' }
    const { body } = await client.call<StatusView>('GET', '/api/status')
    return [reachable, token, clockFinding(headers.get('date')), ...partFindings(body)]
  } catch (error) {
    return [reachable, { check: 'token', ok: false, detail: wordsOf(error) }]
  }
}

function clockFinding(date: string | null): Finding {
  const apart = Math.abs(Date.now() - Date.parse(date ?? '')) / 1000
  return { check: 'clock', ok: apart <= clockWithinSeconds, detail: `${apart.toFixed(1)} s apart` }
}

function partFindings({ dependencies }: StatusView): Finding[] {
  return dependencies.map(({ name, state, detail, meaning }) => ({
    check: name,
    ok: state === 'ok',
    detail: state === 'ok' ? state : sentences([state, detail, meaning]),
  }))
}

function settingsOf(url: string | undefined): CliSettings | CliError {
  try {
    return readCliSettings(url, process.env)
  } catch (error) {
    if (error instanceof CliError) return error
    throw error
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof CliError)) return String(error)
  return [error.message, error.detail, error.hint].filter((text) => text !== undefined).join('. ')
}

function major(): number {
  return Number(process.versions.node.split('.')[0])
}

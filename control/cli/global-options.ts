import type { Command } from 'commander'
import { readCliSettings } from './cli-settings.ts'
import { type ControlClient, createControlClient } from './control-client.ts'
import { createTalk, type OutputFormat, type Talk } from './talk.ts'

/** Options that every command takes. */
export type GlobalOptions = {
  readonly output: OutputFormat
  readonly yes: boolean
  readonly reason?: string
  readonly dryRun: boolean
  readonly url?: string
  readonly debug: boolean
}

/** What a command works with. */
export type Session<Options> = {
  readonly options: Options & GlobalOptions
  readonly talk: Talk
  readonly client: ControlClient
}

/** @throws CliError (78) when the control plane's address or token are not known */
export function sessionOf<Options>(command: Command): Session<Options> {
  const options = command.optsWithGlobals<Options & GlobalOptions>()
  const talk = createTalk(options.output)
  const debug = options.debug ? (text: string) => talk.say(`· ${text}`) : () => undefined
  return { options, talk, client: createControlClient(readCliSettings(options.url, process.env), debug) }
}

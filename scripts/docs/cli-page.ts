// The page about the CLI, from the commands themselves.
import type { Command, Option } from 'commander'
import { createProgram } from '#control/cli/program.ts'
import { banner, table } from './markdown.ts'

/** Markdown: every command with its arguments and options. */
export function cliPage(): string {
  const program = createProgram()
  const commands = program.commands.flatMap((command) => sections(command, 'npx banyan'))
  return `${banner}
# The CLI

${program.description()} \`npx banyan <command> --help\` says the same.

## Options of every command

${optionTable(program.options)}

${commands.join('\n\n')}
`
}

function sections(command: Command, before: string): string[] {
  const name = `${before} ${command.name()}`
  if (command.commands.length > 0) return command.commands.flatMap((one) => sections(one, name))
  const { options, registeredArguments } = command
  const explained = registeredArguments.filter((argument) => argument.description !== '')
  return [
    [
      `## \`${name} ${command.usage().replace(/^\[options\] ?/, '')}`.trimEnd().concat('`'),
      sentence(command.description()),
      ...(explained.length === 0
        ? []
        : [
            table(
              ['argument', ''],
              explained.map((one) => [`\`${one.name()}\``, one.description]),
            ),
          ]),
      ...(options.length === 0 ? [] : [optionTable(options)]),
    ].join('\n\n'),
  ]
}

function optionTable(options: readonly Option[]): string {
  return table(
    ['option', '', 'default'],
    options.map(({ flags, description, defaultValue, argChoices }) => [
      `\`${flags}\``,
      argChoices === undefined ? description : `${description}: ${argChoices.join(', ')}`,
      defaultValue === undefined || defaultValue === false ? '' : `\`${String(defaultValue)}\``,
    ]),
  )
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

import { Argument, type Command } from 'commander'
import { capabilities, journeys, operations } from '#contracts/operations.ts'

/** `banyan completion`: a script for the shell, made from the commands themselves. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands; e.g. source <(banyan completion bash)')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .action((shell: 'bash' | 'zsh') => {
      process.stdout.write(shell === 'bash' ? bashScript(program) : zshScript(program))
    })
}

/** Command → what may follow it. */
function words(program: Command): readonly (readonly [string, readonly string[]])[] {
  const globals = program.options.map((option) => option.long ?? '')
  const operationIds = operations.map(({ id }) => id)
  const values: { readonly [argument: string]: readonly string[] } = {
    journey: journeys,
    capability: capabilities,
    operation: operationIds,
    shell: ['bash', 'zsh'],
  }
  return program.commands.map((command) => {
    const first = command.registeredArguments[0]?.name() ?? ''
    const options = command.options.map((option) => option.long ?? '')
    return [command.name(), [...(values[first] ?? []), ...options, ...globals]]
  })
}

function bashScript(program: Command): string {
  const all = words(program)
  const cases = all.map(([name, follow]) => `    ${name}) words="${follow.join(' ')}" ;;`)
  return `_banyan() {
  local words="${all.map(([name]) => name).join(' ')}" current="\${COMP_WORDS[COMP_CWORD]}"
  [ "$COMP_CWORD" -gt 1 ] && case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _banyan banyan
`
}

function zshScript(program: Command): string {
  const all = words(program)
  const cases = all.map(([name, follow]) => `    ${name}) compadd -- ${follow.join(' ')} ;;`)
  return `#compdef banyan
_banyan() {
  if (( CURRENT == 2 )); then
    compadd -- ${all.map(([name]) => name).join(' ')}
    return
  fi
  case "\${words[2]}" in
${cases.join('\n')}
  esac
}
compdef _banyan banyan
`
}

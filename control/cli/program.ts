import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { addCompletion } from './commands/completion.ts'
import { addDoctor } from './commands/doctor.ts'
import { addExplain } from './commands/explain.ts'
import { addFlips } from './commands/flips.ts'
import { addGet } from './commands/get.ts'
import { addImport } from './commands/import.ts'
import { addRecords } from './commands/records.ts'
import { addStatus } from './commands/status.ts'
import { addTester } from './commands/tester.ts'

const after = `
Data goes to stdout, everything else to stderr. NO_COLOR is honoured.
Environment: BANYAN_URL (default http://127.0.0.1:8090), OPERATOR_TOKEN or OPERATOR_TOKEN_FILE; without them
the token that npm start keeps in .banyan/secrets.json.
Ends with 0 ok, 1 failed, 2 wrong usage, 3 bad verdict (status --wait), 78 bad configuration.`

/** All commands, in the order in which help shows them. */
export function createProgram(): Command {
  const program = new Command('banyan')
    .description('Move visitors from the bought suite to rebuilt services, and back.')
    .addOption(
      new Option('-o, --output <format>', 'how data is written')
        .choices(['table', 'json', 'yaml'])
        .default('table'),
    )
    .option('--yes', 'ask nothing', false)
    .option('--reason <why>', 'why; required for acts where nobody can be asked')
    .option('--dry-run', 'show what would change, and change nothing', false)
    .option('--url <url>', 'where the control plane is')
    .option('--debug', 'tell every call, and stacks of errors', false)
    .addHelpText('after', after)
    .configureHelp({ showGlobalOptions: true })
    .version(ownVersion())
    .exitOverride()
  const add = [
    addStatus,
    addGet,
    addFlips,
    addExplain,
    addImport,
    addTester,
    addRecords,
    addDoctor,
    addCompletion,
  ]
  for (const command of add) command(program)
  return program
}

function ownVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

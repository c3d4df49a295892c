// The command line as a process: runs one command, tells what went wrong, ends with its code.
import { inspect } from 'node:util'
import { CommanderError } from 'commander'
import { CliError, exitCodes } from './cli-error.ts'
import { plainText } from './plain-text.ts'
import { createProgram } from './program.ts'

// A reader that has seen enough (head) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed)
})

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = told(error)
}

function told(error: unknown): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (error instanceof CliError) {
    const lines = [`banyan: ${error.message}`, error.detail, error.hint].filter((line) => line !== undefined)
    process.stderr.write(`${lines.map((line) => plainText(line)).join('\n  ')}\n`)
  } else process.stderr.write(`banyan: a fault of its own: ${plainText(String(error))}\n`)
  if (process.argv.includes('--debug')) process.stderr.write(`${inspect(error, { depth: 5 })}\n`)
  return error instanceof CliError ? error.exitCode : exitCodes.failed
}

import pino, { type Logger } from 'pino'
import { LineWriter } from './line-writer.ts'
import { loggedError } from './logged-error.ts'

export type { Logger } from 'pino'

/** Fields that never reach a log, wherever they turn up. */
const secrets = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'token',
  'secret',
  '*.authorization',
  '*.cookie',
  '*["set-cookie"]',
  '*.password',
  '*.token',
  '*.secret',
]

/** What keeps personal data and secrets out of a log. */
export const discreet = {
  redact: { paths: secrets, censor: '[redacted]' },
  serializers: { err: (thrown: unknown) => loggedError(thrown) },
}

let output: LineWriter | undefined

/** Where the logs of this process go: one buffered writer on stdout, so that lines of two logs never mix. */
export function logOutput(): LineWriter {
  if (output === undefined) {
    const made = new LineWriter(1)
    process.on('exit', () => made.flushSync())
    output = made
  }
  return output
}

/** The log of one process: JSON lines on stdout (RFC 8259), buffered, without personal data or secrets. */
export function createLog(name: string, level = process.env.LOG_LEVEL ?? 'info'): Logger {
  return pino({ level, ...discreet, base: { name } }, logOutput())
}

/** For tests: says nothing. */
export const silentLog: Logger = pino({ level: 'silent' })

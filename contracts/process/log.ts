import pino, { type Logger } from 'pino'

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

/** The log of one process: JSON lines on stdout (RFC 8259), buffered, without personal data or secrets. */
export function createLog(name: string, level = process.env.LOG_LEVEL ?? 'info'): Logger {
  return pino(
    { name, level, redact: { paths: secrets, censor: '[redacted]' }, base: { name } },
    pino.destination({ fd: 1, sync: false, minLength: 0 }),
  )
}

/** For tests: says nothing. */
export const silentLog: Logger = pino({ level: 'silent' })

import pino from 'pino'
import type { Logger } from '#contracts/process/log.ts'

/** Linux writes so much to a pipe in one piece, so that lines of two writers never mix. Source: pipe(7), PIPE_BUF. */
const atomicBytes = 4_096
const longestWaitMs = 500

/**
 * The log of answers, on stdout beside the process's own: written by the pageful, since a write per request costs
 * more than all policies together. Its fields are all ours, so nothing has to be redacted.
 */
export function createAccessLog(level: string): Logger {
  const destination = pino.destination({
    fd: 1,
    sync: false,
    minLength: atomicBytes - 512,
    maxWrite: atomicBytes,
    periodicFlush: longestWaitMs,
  })
  return pino({ level, base: { name: 'access' } }, destination)
}

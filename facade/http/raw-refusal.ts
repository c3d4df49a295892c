import type { Duplex } from 'node:stream'
import { BanyanError, type ErrorCode, problemOf } from '#contracts/errors.ts'

const refusals: ReadonlyMap<string | undefined, ErrorCode> = new Map([
  ['HPE_HEADER_OVERFLOW', 'headers-too-large'],
  ['HPE_INVALID_URL', 'invalid-target'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request-timeout'],
])

/** What Node's parser could not read, by its own code. */
export function refusalOf(error: NodeJS.ErrnoException): ErrorCode {
  return refusals.get(error.code) ?? 'invalid-request'
}

/** So long a refused client may take to read why. */
const lingerMs = 1_000

/** Answers a request that never became one, on the bare socket, and closes it. */
export function refuseOnSocket(socket: Duplex, code: ErrorCode, traceId: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const error = new BanyanError(code)
  const body = JSON.stringify(problemOf(error, traceId))
  const head = [
    `HTTP/1.1 ${error.status} Refused`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ]
  // A client that never closes its half would keep the connection: no clock of the server's runs any more.
  const linger = setTimeout(() => socket.destroy(), lingerMs).unref()
  socket.once('close', () => clearTimeout(linger))
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

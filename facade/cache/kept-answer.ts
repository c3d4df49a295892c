import { hash } from 'node:crypto'
import type { Body, Headers } from '../reply.ts'

/** A 200 answer as it is kept: all that can be prepared is prepared once. */
export type KeptAnswer = {
  readonly bytes: Uint8Array
  /** Strong: made from the bytes, so that two sides or two languages can never be taken for each other. */
  readonly etag: string
  /** The head of a 200, without what is the request's own. */
  readonly head: Headers
  /** The head of a 304 (RFC 9110 §15.4.5). */
  readonly unchangedHead: Headers
}

/** A browser may keep it, and must ask each time: the visitor's side may be another by then. */
const mayKeep = ['cache-control', 'private, no-cache', 'x-content-type-options', 'nosniff'] as const
/** 128 bits of SHA-256, as base64url. */
const tagLength = 22

/** What a side answered, as bytes. */
export function bytesOf(body: Body): Uint8Array {
  return body.kind === 'bytes' ? body.bytes : Buffer.from(JSON.stringify(body.value))
}

/** Prepares an answer for being kept. @param contentType of the bytes */
export function keepAnswer(bytes: Uint8Array, contentType: string): KeptAnswer {
  const own = inOwnMemory(bytes)
  const etag = `"${hash('sha256', own, 'base64url').slice(0, tagLength)}"`
  const unchangedHead = [...mayKeep, 'etag', etag]
  const head = [...unchangedHead, 'content-type', contentType, 'content-length', String(own.length)]
  return { bytes: own, etag, head, unchangedHead }
}

/** A slice of a socket's buffer would hold the whole buffer, which nobody counts. */
function inOwnMemory(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer.byteLength === bytes.byteLength) return bytes
  const own = Buffer.allocUnsafeSlow(bytes.byteLength)
  own.set(bytes)
  return own
}

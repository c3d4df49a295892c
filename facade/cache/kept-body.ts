import { hash } from 'node:crypto'
import type { Body } from '../reply.ts'

/** A 200 answer as it is kept. Small: there are tens of thousands of them. */
export type KeptBody = {
  readonly kind: 'kept'
  readonly bytes: Uint8Array
  readonly contentType: string
  /** Strong: made from the bytes, so that two sides or two languages can never be taken for each other. */
  readonly etag: string
}

/** 128 bits of SHA-256, as base64url. */
const tagLength = 22

/** What a side answered, as bytes. */
export function bytesOf(body: Body): Uint8Array {
  return body.kind === 'bytes' ? body.bytes : Buffer.from(JSON.stringify(body.value))
}

/** Prepares an answer for being kept. */
export function keptBody(bytes: Uint8Array, contentType: string): KeptBody {
  const own = inOwnMemory(bytes)
  const etag = `"${hash('sha256', own, 'base64url').slice(0, tagLength)}"`
  return { kind: 'kept', bytes: own, contentType, etag }
}

/** A slice of a socket's buffer would hold the whole buffer, which nobody counts. */
function inOwnMemory(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer.byteLength === bytes.byteLength) return bytes
  const own = Buffer.allocUnsafeSlow(bytes.byteLength)
  own.set(bytes)
  return own
}

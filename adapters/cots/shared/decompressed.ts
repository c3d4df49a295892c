import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { BanyanError } from '#contracts/errors.ts'
import { tooLarge } from './suite-failure.ts'

const decoders: ReadonlyMap<string, (bytes: Buffer, limit: { maxOutputLength: number }) => Promise<Buffer>> =
  new Map([
    ['gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
    ['x-gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
    ['deflate', promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)],
    ['br', promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress)],
  ])

/**
 * The plain bytes of a body; a small one may hold thousands of times its size, hence the limit.
 * @param coding as `Content-Encoding` names it
 * @throws BanyanError upstream-contract-violation above the limit, upstream-failed for what cannot be decoded
 */
export async function decompressed(bytes: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  const name = coding.trim().toLowerCase()
  if (name === 'identity') return bytes
  const decode = decoders.get(name)
  if (decode === undefined) throw unreadable(new Error('unknown content coding'))
  try {
    return await decode(bytes, { maxOutputLength: maxBytes })
  } catch (cause) {
    throw (cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(cause) : unreadable(cause)
  }
}

function unreadable(cause: unknown): BanyanError {
  return new BanyanError('upstream-failed', { detail: 'The suite’s answer cannot be decompressed', cause })
}

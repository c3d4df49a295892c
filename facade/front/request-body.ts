import type { IncomingMessage } from 'node:http'
import { BanyanError } from '#contracts/errors.ts'

export type SmallBody =
  | { readonly kind: 'none' | 'gone' }
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** Larger than the limit; nothing is lost, the request still streams from its first byte. */
  | { readonly kind: 'large'; readonly length: number | null }

export type BodyLimits = { readonly limitBytes: number; readonly withinMs: number }

/**
 * Reads a small body to its end, so that a slow sender never holds a connection to the suite.
 * Resolves with `gone` when the client went away; rejects with `request-timeout` when it dawdles.
 */
export function readSmallBody(req: IncomingMessage, limits: BodyLimits): Promise<SmallBody> {
  const declared = req.headers['content-length']
  if (declared === undefined && req.headers['transfer-encoding'] === undefined) {
    return Promise.resolve({ kind: 'none' })
  }
  const length = declared === undefined ? null : Number(declared)
  if (length !== null && length > limits.limitBytes) return Promise.resolve({ kind: 'large', length })
  return collect(req, limits)
}

function collect(req: IncomingMessage, limits: BodyLimits): Promise<SmallBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (outcome: () => void) => {
      clearTimeout(late)
      req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      outcome()
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > limits.limitBytes) {
        req.pause()
        settle(() => {
          req.unshift(Buffer.concat(chunks))
          resolve({ kind: 'large', length: null })
        })
      }
    }
    const onEnd = () => settle(() => resolve({ kind: 'whole', bytes: Buffer.concat(chunks) }))
    const onClose = () => settle(() => resolve({ kind: 'gone' }))
    const late = setTimeout(
      () => settle(() => reject(new BanyanError('request-timeout', { detail: 'The body came too slowly' }))),
      limits.withinMs,
    )
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  })
}

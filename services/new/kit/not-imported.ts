import { BanyanError } from '#contracts/errors.ts'

/**
 * What a store says before its first import: the façade then asks the other side, the shopper sees no empty
 * shop.
 */
export function notImported(): BanyanError {
  return new BanyanError('unavailable', {
    detail: 'Nothing has been imported for this channel, currency and locale yet',
    retryAfterSeconds: 5,
  })
}

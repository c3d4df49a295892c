import { z } from 'zod'

const shortestBytes = 24
const longestBytes = 64
const prefix = 'whsec_'

/** A secret as Standard Webhooks writes it: `whsec_` and 24 to 64 random bytes in base64. */
const secret = z.string().refine((text) => {
  const bytes = Buffer.from(text.slice(prefix.length), 'base64')
  const isWhole = bytes.toString('base64') === text.slice(prefix.length)
  return text.startsWith(prefix) && isWhole && bytes.length >= shortestBytes && bytes.length <= longestBytes
}, 'must be whsec_ and 24 to 64 random bytes in base64')

/** `SUITE_HOOK_SECRET`: by comma, every one verifies; none: the suite may not call. */
export const hookSecrets = () =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(secret).max(4))
    .default([])

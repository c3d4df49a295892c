import { z } from 'zod'
import { SettingsError } from '#contracts/process/settings.ts'

const schema = z.strictObject({
  /** Channel code → Vendure channel token; a channel without one is Vendure's default channel. */
  channelTokens: z.record(z.string(), z.string().min(1)).default({}),
  /** Connections at once per capability; more calls wait until one is free or their deadline has passed. */
  maxSockets: z.number().int().min(1).max(1024).default(64),
  /** A larger answer is refused. */
  maxAnswerBytes: z
    .number()
    .int()
    .min(1024)
    .default(8 * 1024 * 1024),
  /**
   * How old the order of a list may be: Vendure cannot sort as the contract demands, so whole lists are
   * read.
   */
  listSeconds: z.number().min(0).max(300).default(5),
  /** How old the codes of categories and facets may be. */
  codesSeconds: z.number().min(0).max(300).default(10),
})

/** What a Vendure needs beside its address (`LEGACY_OPTIONS`). */
export type VendureOptions = z.infer<typeof schema>

/** @throws SettingsError naming every unknown or wrong option */
export function readVendureOptions(options: unknown): VendureOptions {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  throw new SettingsError(
    parsed.error.issues.map((issue) => `LEGACY_OPTIONS ${issue.path.join('.')}: ${issue.message}`),
  )
}

import { z } from 'zod'
import { isPercent } from '../feature.ts'

const operators = [
  'IN',
  'NOT_IN',
  'STR_ENDS_WITH',
  'STR_STARTS_WITH',
  'STR_CONTAINS',
  'NUM_EQ',
  'NUM_GT',
  'NUM_GTE',
  'NUM_LT',
  'NUM_LTE',
  'DATE_AFTER',
  'DATE_BEFORE',
  'SEMVER_EQ',
  'SEMVER_GT',
  'SEMVER_LT',
] as const

/** PostgreSQL's jsonb takes neither NUL nor half a surrogate pair, and nobody needs control characters. */
const text = z
  .string()
  .max(200)
  .refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value), 'must be plain text')

const constraint = z.strictObject({
  contextName: text.refine((name) => name !== '', 'must not be empty'),
  operator: z.enum(operators),
  values: z.array(text).max(250).default([]),
  value: text.optional(),
  inverted: z.boolean().default(false),
  caseInsensitive: z.boolean().default(false),
})

const rollout = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine(
    (percent) => /^\d{1,3}$/.test(percent) && isPercent(percent),
    'must be a whole number from 0 to 100',
  )

/**
 * A strategy as Unleash's admin API takes it, narrowed to what moves a journey: a rollout drawn by visitor.
 */
export const strategyBody = z.object({
  name: z.literal('flexibleRollout'),
  title: text.nullish().transform((title) => title ?? null),
  disabled: z.literal(false).default(false),
  sortOrder: z.number().int().min(0).max(9999).default(0),
  constraints: z.array(constraint).max(30).default([]),
  parameters: z.strictObject({
    groupId: text.refine((id) => id !== '', 'must not be empty'),
    rollout,
    stickiness: z.literal('userId'),
  }),
  segments: z.array(z.never()).default([]),
  variants: z.array(z.never()).default([]),
})

/** Unleash's PATCH of a strategy: RFC 6902, and of it `replace` and `add` of the parts that a rollout has. */
export const strategyPatch = z
  .array(
    z.strictObject({
      op: z.enum(['replace', 'add']),
      path: z.enum([
        '/parameters/rollout',
        '/parameters/groupId',
        '/parameters/stickiness',
        '/constraints',
        '/title',
        '/disabled',
        '/sortOrder',
        '/segments',
        '/variants',
      ]),
      value: z.unknown(),
    }),
  )
  .min(1)
  .max(20)

// Settings of a process: environment (or a file named by *_FILE for secrets), validated at boot, every error
// at once.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

type Environment = { readonly [name: string]: string | undefined }

/** Exit code for a bad configuration. Source: sysexits.h, EX_CONFIG. */
export const exitBadConfiguration = 78

export class SettingsError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`Bad configuration:\n${problems.map((p) => `  - ${p}`).join('\n')}`)
    this.name = 'SettingsError'
    this.problems = problems
  }
}

/**
 * Reads the settings that a zod object names, from the environment; `X_FILE` stands for the file that holds
 * X.
 * @throws SettingsError listing every problem at once
 */
export function readSettings<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment = process.env,
): z.infer<z.ZodObject<Shape>> {
  const problems: string[] = []
  const raw: { [name: string]: string } = {}
  for (const name of Object.keys(schema.shape)) {
    const value = rawValue(name, environment, problems)
    if (value !== undefined && value !== '') raw[name] = value
  }
  const parsed = schema.safeParse(raw)
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  if (problems.length > 0 || !parsed.success) throw new SettingsError(problems)
  return parsed.data
}

function rawValue(name: string, environment: Environment, problems: string[]): string | undefined {
  const file = environment[`${name}_FILE`]
  if (file === undefined || file === '') return environment[name]
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    problems.push(`${name}_FILE: cannot read the file (${(cause as NodeJS.ErrnoException).code ?? 'error'})`)
    return undefined
  }
}

/** Kinds of setting that several processes share. */
export const setting = {
  port: (byDefault: number) => z.coerce.number().int().min(0).max(65535).default(byDefault),
  host: () =>
    z
      .string()
      .regex(/^[\w.:-]+$/, 'must be a name or an address')
      .default('127.0.0.1'),
  httpUrl: () => z.url({ protocol: /^https?$/ }),
  databaseUrl: () => z.url({ protocol: /^postgres(ql)?$/ }),
  secret: () => z.string().min(16, 'must be at least 16 characters'),
  flag: (byDefault: boolean) =>
    z
      .enum(['true', 'false'])
      .default(byDefault ? 'true' : 'false')
      .transform((text) => text === 'true'),
  json: <T extends z.ZodType>(schema: T) =>
    z.string().transform((text, context): z.infer<T> => {
      try {
        return schema.parse(JSON.parse(text))
      } catch (cause) {
        context.addIssue(cause instanceof z.ZodError ? z.prettifyError(cause) : 'is not valid JSON')
        return z.NEVER
      }
    }),
} as const

/** How the CLI ends. 78: EX_CONFIG of sysexits.h. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, badVerdict: 3, configuration: 78 } as const

type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

type Options = {
  readonly detail?: string | undefined
  /** What the reader can do about it. */
  readonly hint?: string | undefined
  readonly exitCode?: ExitCode
  readonly cause?: unknown
}

/** Something that went wrong, in words for a person. */
export class CliError extends Error {
  readonly detail: string | undefined
  readonly hint: string | undefined
  readonly exitCode: ExitCode

  constructor(title: string, { detail, hint, exitCode = exitCodes.failed, cause }: Options = {}) {
    super(title, { cause })
    this.name = 'CliError'
    this.detail = detail
    this.hint = hint
    this.exitCode = exitCode
  }
}

/** The command line is not one that the CLI understands. */
export function usageError(title: string, hint: string): CliError {
  return new CliError(title, { hint, exitCode: exitCodes.usage })
}

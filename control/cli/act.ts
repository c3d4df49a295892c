// How every act is agreed on before it is done: what changes, why, and that the caller means it.
import { type CliError, usageError } from './cli-error.ts'
import type { Talk } from './talk.ts'

export type Agreement = {
  readonly yes: boolean
  readonly reason?: string | undefined
}

/**
 * The reason of an act, once the caller has agreed to it.
 * @param what the act in a sentence that ends as a question may
 * @throws CliError (usage) when nobody can be asked and the options do not say enough, or the answer is no
 */
export async function agreedReason(talk: Talk, what: string, { yes, reason }: Agreement): Promise<string> {
  if (!talk.interactive) {
    if (!yes) throw usageError('Nobody is there to be asked', 'Give --yes and --reason "why".')
    if (reason === undefined) throw withoutReason()
    return reason
  }
  if (!yes) {
    const answer = await talk.ask(`${what}? (yes/no)`)
    if (!/^y(es)?$/i.test(answer)) throw usageError('Nothing was changed', 'Answer yes, or give --yes.')
  }
  const why = reason ?? (await talk.ask('Why?'))
  if (why.trim() === '') throw withoutReason()
  return why
}

function withoutReason(): CliError {
  return usageError(
    'An act needs a reason',
    'Give --reason "why": it stands in the history and the audit trail.',
  )
}

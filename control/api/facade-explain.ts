// Asks the façade why it would decide as it does: nobody else knows its secrets and its flags.
import { z } from 'zod'
import { BanyanError, type ProblemError } from '#contracts/errors.ts'

/**
 * @returns the façade's answer as it is; what the façade refuses is refused with its own words
 */
export function createFacadeExplain(operationsUrl: string, operatorToken: string) {
  return async (query: URLSearchParams): Promise<unknown> => {
    const url = new URL('/explain', operationsUrl)
    url.search = query.toString()
    const answer = await ask(url, operatorToken)
    const body: unknown = await answer.json().catch(() => null)
    if (answer.ok) return body
    const words = wordsOf(body)
    if (answer.status === 404) throw new BanyanError('unknown-operation', words)
    if (answer.status === 400) throw new BanyanError('invalid-request', words)
    throw new BanyanError('unavailable', { detail: `The façade could not explain (${answer.status}).` })
  }
}

async function ask(url: URL, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(3_000),
      redirect: 'error',
    })
  } catch (cause) {
    const detail = 'The façade does not answer, so nobody can say what it would decide.'
    throw new BanyanError('unavailable', { detail, cause })
  }
}

const problem = z.object({
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
})

function wordsOf(body: unknown): { detail?: string; errors?: readonly ProblemError[] } {
  const { detail, errors } = problem.safeParse(body).data ?? {}
  return { ...(detail === undefined ? {} : { detail }), ...(errors === undefined ? {} : { errors }) }
}

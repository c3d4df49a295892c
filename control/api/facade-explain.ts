// Asks the façade why it would decide as it does: nobody else knows its secrets and its flags.
import { BanyanError } from '#contracts/errors.ts'

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
    const detail = detailOf(body)
    if (answer.status === 404) throw new BanyanError('unknown-operation', detail)
    if (answer.status === 400) throw new BanyanError('invalid-request', detail)
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

function detailOf(body: unknown): { detail?: string } {
  const detail: unknown =
    body !== null && typeof body === 'object' && 'detail' in body ? body.detail : undefined
  return typeof detail === 'string' ? { detail } : {}
}

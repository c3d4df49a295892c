import { Agent, request } from 'undici'
import type { ProductRecord } from '#contracts/catalog-records.ts'
import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import type { ImportTarget } from './import-target.ts'

export type HttpImportTargetSettings = {
  /** Base of the rebuilt services: `NEW_URL`. */
  readonly baseUrl: string
  readonly serviceToken: string
  readonly capability: Capability
}

/** The ingestion of a rebuilt service over HTTP. */
export function createHttpImportTarget(
  settings: HttpImportTargetSettings,
): ImportTarget & { close(): Promise<void> } {
  const dispatcher = new Agent({ connections: 2, connect: { timeout: 2_000 } })
  const base = `${settings.baseUrl.replace(/\/$/, '')}/internal/${settings.capability}`
  const headers = {
    authorization: `Bearer ${settings.serviceToken}`,
    'content-type': 'application/json',
    accept: 'application/json',
  }

  async function send(method: 'PUT' | 'POST', path: string, body: unknown, signal: AbortSignal) {
    const { status, text } = await exchange(method, path, JSON.stringify(body), signal)
    if (status >= 200 && status < 300) return parsed(text)
    throw refusal(status, text, `${method} ${path}`)
  }

  async function exchange(method: 'PUT' | 'POST', path: string, body: string, signal: AbortSignal) {
    try {
      const answer = await request(`${base}/${path}`, { method, headers, body, signal, dispatcher })
      return { status: answer.statusCode, text: await answer.body.text() }
    } catch (cause) {
      throw new BanyanError('upstream-unreachable', {
        detail: `The service did not answer ${method} ${path}`,
        cause,
      })
    }
  }

  async function putProducts(
    generation: string,
    products: readonly ProductRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await send('POST', 'products', { generation, products }, signal)
    } catch (error) {
      const isTooLarge = error instanceof BanyanError && error.code === 'body-too-large'
      if (!isTooLarge || products.length < 2) throw error
      const half = Math.ceil(products.length / 2)
      await putProducts(generation, products.slice(0, half), signal)
      await putProducts(generation, products.slice(half), signal)
    }
  }

  return {
    putProducts,
    putCategories: async (trees, signal) => {
      await send('PUT', 'categories', { trees }, signal)
    },
    sweep: async (generation, signal) => {
      const answer = await send('POST', 'sweep', { generation }, signal)
      const removed = (answer as { removed?: unknown } | null)?.removed
      return typeof removed === 'number' ? removed : null
    },
    close: () => dispatcher.close(),
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** What the service said, as an error whose code tells whether trying again may help. */
function refusal(status: number, text: string, call: string): BanyanError {
  const problem = parsed(text) as {
    code?: string
    detail?: string
    errors?: { pointer: string; detail: string }[]
  } | null
  const [first] = Array.isArray(problem?.errors) ? problem.errors : []
  const said = first ? `${first.pointer}: ${first.detail}` : (problem?.detail ?? problem?.code ?? '')
  const detail = `${call} was answered with ${status}${said === '' ? '' : `: ${said}`}`
  return new BanyanError(codeOf(status), { detail })
}

function codeOf(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'unauthenticated'
  if (status === 404) return 'not-found'
  if (status === 413) return 'body-too-large'
  if (status === 429 || status === 503) return 'unavailable'
  return status >= 500 ? 'upstream-failed' : 'invalid-request'
}

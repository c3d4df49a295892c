// The one place that reaches Vendure: GraphQL over HTTP, keep-alive, bounded in connections, bytes and time.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import axios, { AxiosError, type AxiosResponse } from 'axios'
import type { CallContext } from '#contracts/call-context.ts'
import type { Fields } from '../shared/reading.ts'
import type { VendureOptions } from './options.ts'
import { dataOf, transportError } from './shop-api-failure.ts'

/** Asks the shop API one query; resolves to its `data`, rejects only with `BanyanError`. */
export interface ShopApi {
  ask(query: string, variables: Fields, context: CallContext): Promise<Fields>
  close(): void
}

/** For calls that no shopper waits for: a trace of their own that nobody records. */
export const untraced = `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-00`

/** A client of the shop API under a suite's base address. */
export function createShopApi(baseUrl: string, options: VendureOptions): ShopApi {
  const pool = { keepAlive: true, maxSockets: options.maxSockets, scheduling: 'lifo' } as const
  const [httpAgent, httpsAgent] = [new HttpAgent(pool), new HttpsAgent(pool)]
  const client = axios.create({
    baseURL: new URL('shop-api', baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`).href,
    httpAgent,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: options.maxAnswerBytes,
    responseType: 'text',
    transformResponse: (body: string) => body,
    validateStatus: (status) => status === 200,
  })
  const send = (query: string, variables: Fields, context: CallContext) =>
    client.post<string>(
      '',
      { query, variables },
      {
        params: { languageCode: languageCode(context.locale), currencyCode: context.currency },
        headers: headersOf(context, options.channelTokens[context.channel]),
        signal: context.signal,
      },
    )
  return {
    async ask(query, variables, context) {
      const { data } = await onceMore(() => send(query, variables, context)).catch((error: unknown) => {
        throw transportError(failureOf(error), context.signal, error)
      })
      return dataOf(data)
    },
    close() {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}

/** Vendure writes regions with an underscore. */
const languageCode = (locale: string) => locale.replace('-', '_')

function headersOf(context: CallContext, token: string | undefined): { [name: string]: string } {
  return {
    accept: 'application/json',
    'x-country': context.country,
    'x-request-id': context.requestId,
    traceparent: context.traceparent,
    ...(token === undefined ? {} : { 'vendure-token': token }),
  }
}

/**
 * A kept connection may be closed by the suite just when it is used again: then nothing was answered, ask
 * anew.
 */
async function onceMore(send: () => Promise<AxiosResponse<string>>): Promise<AxiosResponse<string>> {
  try {
    return await send()
  } catch (error) {
    const stale =
      error instanceof AxiosError && error.response === undefined && error.request?.reusedSocket === true
    if (stale && error.code === 'ECONNRESET') return send()
    throw error
  }
}

function failureOf(error: unknown) {
  if (!(error instanceof AxiosError)) return { message: 'unknown' }
  const retryAfter: unknown = error.response?.headers?.['retry-after']
  return {
    code: error.code,
    message: error.message,
    status: error.response?.status,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
  }
}

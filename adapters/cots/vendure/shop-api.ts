// The one place that reaches Vendure: GraphQL over HTTP.
import type { CallContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { RetryBudget } from '#contracts/process/retry-budget.ts'
import { type Fields, fields } from '../shared/reading.ts'
import { jsonOf, statusError } from '../shared/suite-failure.ts'
import { createSuiteHttp, type SuiteCall } from '../shared/suite-http.ts'
import type { VendureOptions } from './options.ts'

/** Asks the shop API one query; resolves to its `data`, rejects only with `BanyanError`. */
export interface ShopApi {
  ask(query: string, variables: Fields, context: CallContext): Promise<Fields>
  close(): Promise<void>
}

/** For calls that no shopper waits for: a trace of their own that nobody records. */
export const untraced = `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-00`

/** A client of the shop API under a suite's base address, with connections of its own. */
export function createShopApi(baseUrl: string, options: VendureOptions, retries?: RetryBudget): ShopApi {
  const { origin, pathname } = new URL('shop-api', baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  const http = createSuiteHttp({
    origin,
    connections: options.maxSockets,
    maxAnswerBytes: options.maxAnswerBytes,
    retries,
  })
  const prepared = new Map<string, Prepared>()
  const prepare = (query: string): Prepared => {
    const known = prepared.get(query) ?? preparedOf(query)
    prepared.set(query, known)
    return known
  }
  return {
    async ask(query, variables, context) {
      const { opening, repeatable } = prepare(query)
      const call: SuiteCall = {
        method: 'POST',
        path: `${pathname}?languageCode=${languageCode(context.locale)}&currencyCode=${context.currency}`,
        headers: headersOf(context, options.channelTokens[context.channel]),
        body: `${opening}${JSON.stringify(variables)}}`,
        repeatable,
        signal: context.signal,
      }
      const answer = await http.send(call)
      if (answer.status !== 200) throw statusError(answer)
      return dataOf(answer.text)
    },
    close: () => http.close(),
  }
}

/** What of a query's body is the same for every call. */
type Prepared = { readonly opening: string; readonly repeatable: boolean }

/** Queries come from queries.ts: few, and without strings in which white space would mean something. */
function preparedOf(query: string): Prepared {
  const line = query.replaceAll(/\s+/g, ' ')
  return {
    opening: `{"query":${JSON.stringify(line)},"variables":`,
    repeatable: !line.startsWith('mutation'),
  }
}

/** Vendure writes regions with an underscore. */
const languageCode = (locale: string) => encodeURIComponent(locale.replace('-', '_'))

function headersOf(context: CallContext, token: string | undefined): string[] {
  const headers = [
    ...['content-type', 'application/json', 'accept', 'application/json', 'x-country', context.country],
    ...['x-request-id', context.requestId, 'traceparent', context.traceparent],
  ]
  if (token !== undefined) headers.push('vendure-token', token)
  return headers
}

/** The `data` of a GraphQL answer. @throws BanyanError upstream-failed for GraphQL errors */
export function dataOf(text: string): Fields {
  const answer = fields(jsonOf(text), '')
  if (Array.isArray(answer.errors) && answer.errors.length > 0) {
    throw new BanyanError('upstream-failed', {
      detail: `The suite refused the query: ${codeOf(answer.errors[0])}`,
    })
  }
  return fields(answer.data, '/data')
}

/** The error's code where it looks like one: the suite's own words may hold anything. */
function codeOf(error: unknown): string {
  const extensions = (error as { extensions?: { code?: unknown } } | null)?.extensions
  const code = extensions?.code
  return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? code : 'no code'
}

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { callContextOf } from '#contracts/conformance/subject.ts'
import { BanyanError } from '#contracts/errors.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { readVendureOptions } from './options.ts'
import { createShopApi, type ShopApi } from './shop-api.ts'

const shopper = { channel: 'default', country: 'AT', currency: 'EUR', locale: 'de-AT' }

type Heard = { readonly call: string; readonly headers: IncomingHttpHeaders; readonly body: unknown }
type Told = { status?: number; headers?: { [name: string]: string }; body: unknown }

describe('asking the shop API', () => {
  let suite: Server
  let shop: ShopApi
  let heard: Heard[]
  /** What the suite answers; null: nothing, ever. */
  let told: Told | null
  let onCall: () => void
  beforeEach(async () => {
    ;[heard, told, onCall] = [[], { body: { data: { x: 1 } } }, () => undefined]
    suite = createServer(async (request, response) => {
      const { method, url, headers } = request
      heard.push({ call: `${method} ${url}`, headers, body: JSON.parse(await text(request)) })
      onCall()
      if (told === null) return
      response.writeHead(told.status ?? 200, told.headers)
      response.end(typeof told.body === 'string' ? told.body : JSON.stringify(told.body))
    })
    const baseUrl = `http://127.0.0.1:${await listen(suite, 0)}`
    shop = createShopApi(
      baseUrl,
      readVendureOptions({ channelTokens: { default: 'token-of-it' }, maxAnswerBytes: 4096 }),
    )
  })
  afterEach(async () => {
    await shop.close()
    await closeServer(suite, 0)
  })
  const query = 'query Q($v: Int) {\n  x\n}'
  const ask = (signal?: AbortSignal) => shop.ask(query, { v: 1 }, callContextOf(shopper, signal))
  const refusal = (signal?: AbortSignal) =>
    ask(signal).then(
      () => 'it was answered',
      (error: unknown) => error,
    )

  test('market, trace and request id travel with the query, which is one line', async () => {
    expect(await ask()).toEqual({ x: 1 })
    expect(heard).toEqual([
      {
        call: 'POST /shop-api?languageCode=de_AT&currencyCode=EUR',
        headers: expect.objectContaining({
          'content-type': 'application/json',
          'vendure-token': 'token-of-it',
          'x-country': 'AT',
          'x-request-id': 'conformance',
          traceparent: expect.stringMatching(/^00-0af76519/),
        }),
        body: { query: 'query Q($v: Int) { x }', variables: { v: 1 } },
      },
    ])
  })

  test.each([500, 503, 404, 429, 301, 204])('HTTP status %i is a failure of the suite', async (status) => {
    const headers = { 'retry-after': '7', location: 'http://elsewhere.test/' }
    told = { status, headers, body: 'internal words of the suite' }
    const error = await refusal()
    expect(error).toBeInstanceOf(BanyanError)
    expect(error).toMatchObject({ code: 'upstream-failed', retryAfterSeconds: 7 })
    expect((error as BanyanError).message).not.toContain('words')
  })

  test.each([
    [
      'GraphQL errors',
      { errors: [{ message: 'secret', extensions: { code: 'FORBIDDEN' } }], data: null },
      'FORBIDDEN',
    ],
    ['GraphQL errors beside data', { errors: [{ message: 'secret' }], data: { x: null } }, 'no code'],
    ['a code that is none', { errors: [{ extensions: { code: '<script>' } }] }, 'no code'],
  ])('%s are a failure of the suite, its words are kept back', async (_, body, code) => {
    told = { body }
    const error = await refusal()
    expect(error).toMatchObject({ code: 'upstream-failed', detail: `The suite refused the query: ${code}` })
  })

  test.each([
    ['garbage', '<html>sorry</html>'],
    ['nothing', ''],
    ['half an answer', '{"data":{"x":'],
    ['a number', '7'],
    ['a list', '[]'],
    ['no data', '{}'],
    ['data that is a list', '{"data":[]}'],
    ['100 levels too many', `{"data":${'['.repeat(2000)}`],
  ])('%s breaks the contract', async (_, body) => {
    told = { body }
    expect(await refusal()).toMatchObject({ code: 'upstream-contract-violation' })
  })

  test('an answer that is too large is cut off', async () => {
    told = { body: { data: { x: 'x'.repeat(5000) } } }
    expect(await refusal()).toMatchObject({
      code: 'upstream-contract-violation',
      errors: [{ pointer: '', detail: 'is larger than the adapter accepts' }],
    })
  })

  test('an answer that never comes ends with the deadline, by the reason that the caller gave', async () => {
    told = null
    const controller = new AbortController()
    onCall = () => controller.abort(undefined)
    expect(await refusal(controller.signal)).toMatchObject({ code: 'deadline-exceeded' })
    const gone = AbortSignal.abort(new BanyanError('shopper-gone'))
    expect(await refusal(gone)).toMatchObject({ code: 'shopper-gone' })
  })

  test('what may change something is not sent twice', async () => {
    onCall = () => suite.closeAllConnections()
    told = null
    await expect(shop.ask('mutation M { x }', {}, callContextOf(shopper))).rejects.toMatchObject({
      code: 'upstream-failed',
    })
    expect(heard).toHaveLength(1)
    await expect(refusal()).resolves.toMatchObject({ code: 'upstream-failed' })
    expect(heard).toHaveLength(3)
  })
})

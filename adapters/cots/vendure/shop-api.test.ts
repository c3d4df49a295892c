import nock from 'nock'
import { callContextOf } from '#contracts/conformance/subject.ts'
import { BanyanError } from '#contracts/errors.ts'
import { readVendureOptions } from './options.ts'
import { createShopApi, type ShopApi } from './shop-api.ts'

const baseUrl = 'http://suite.test'
const shopper = { channel: 'default', country: 'AT', currency: 'EUR', locale: 'de' }
const url = '/shop-api?languageCode=de&currencyCode=EUR'

describe('asking the shop API', () => {
  let shop: ShopApi
  beforeAll(() => nock.disableNetConnect())
  beforeEach(() => {
    shop = createShopApi(
      baseUrl,
      readVendureOptions({ channelTokens: { default: 'token-of-it' }, maxAnswerBytes: 4096 }),
    )
  })
  afterEach(() => {
    shop.close()
    nock.cleanAll()
  })
  afterAll(() => {
    nock.enableNetConnect()
    nock.restore()
  })
  const suite = () => nock(baseUrl).post(url)
  const ask = (signal?: AbortSignal) => shop.ask('query Q { x }', { v: 1 }, callContextOf(shopper, signal))
  const refusal = (signal?: AbortSignal) =>
    ask(signal).then(
      () => 'it was answered',
      (error: unknown) => error,
    )

  test('market, trace and request id travel with the query', async () => {
    const sent = nock(baseUrl, {
      reqheaders: {
        'content-type': 'application/json',
        'vendure-token': 'token-of-it',
        'x-country': 'AT',
        'x-request-id': 'conformance',
        traceparent: /^00-0af76519/,
      },
    })
    sent.post(url, { query: 'query Q { x }', variables: { v: 1 } }).reply(200, { data: { x: 1 } })
    expect(await ask()).toEqual({ x: 1 })
  })

  test.each([500, 503, 404, 429, 301, 204])('HTTP status %i is a failure of the suite', async (status) => {
    suite().reply(status, 'internal words of the suite', {
      'retry-after': '7',
      location: 'http://elsewhere.test/',
    })
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
  ])('%s are a failure of the suite, its words are kept back', async (_, body, told) => {
    suite().reply(200, body)
    const error = await refusal()
    expect(error).toMatchObject({ code: 'upstream-failed', detail: `The suite refused the query: ${told}` })
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
    suite().reply(200, body, { 'content-type': 'application/json' })
    expect(await refusal()).toMatchObject({ code: 'upstream-contract-violation' })
  })

  test('an answer that is too large is cut off', async () => {
    suite().reply(200, { data: { x: 'x'.repeat(5000) } })
    expect(await refusal()).toMatchObject({
      code: 'upstream-contract-violation',
      errors: [{ pointer: '', detail: 'is larger than the adapter accepts' }],
    })
  })

  test('an answer that never comes ends with the deadline, by the reason that the caller gave', async () => {
    const waiting = () => {
      const controller = new AbortController()
      const scope = suite().delay(3_600_000).reply(200, { data: {} })
      scope.on('request', () => controller.abort(undefined))
      return controller
    }
    expect(await refusal(waiting().signal)).toMatchObject({ code: 'deadline-exceeded' })
    nock.cleanAll()
    nock.abortPendingRequests()
    const gone = new AbortController()
    gone.abort(new BanyanError('shopper-gone'))
    expect(await refusal(gone.signal)).toMatchObject({ code: 'shopper-gone' })
  })

  test.each([
    ['ECONNREFUSED', 'upstream-unreachable'],
    ['ENOTFOUND', 'upstream-unreachable'],
    ['EAI_AGAIN', 'upstream-unreachable'],
    ['ECONNRESET', 'upstream-failed'],
    ['EPIPE', 'upstream-failed'],
  ])('%s is %s', async (code, expectedCode) => {
    suite().replyWithError(Object.assign(new Error('connect'), { code }))
    expect(await refusal()).toMatchObject({ code: expectedCode })
  })
})

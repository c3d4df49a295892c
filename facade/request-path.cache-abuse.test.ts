// What is tried against a cache: unkeyed headers, deception, fat GET, other words for the same; real sockets.
import { randomBytes } from 'node:crypto'
import { createMemoryInvalidations } from './cache/invalidations.memory.ts'
import { headOf, rawRequest } from './testing/raw-request.ts'
import { aProduct } from './testing/sample-answers.ts'
import { type FacadeInTest, startFacade } from './testing/start-facade.ts'
import { json } from './testing/tiny-upstream.ts'

const url = '/v1/products/laptop'

let it: FacadeInTest
beforeEach(async () => {
  it = await startFacade({ cache: { bytes: 1024 ** 2, invalidations: createMemoryInvalidations() } })
  it.flags.set('catalog', { percent: 100 })
})
afterEach(() => it.stop())

async function get(target = url, headers: Record<string, string> = {}) {
  const answer = await fetch(it.url + target, { headers })
  const text = await answer.text()
  const body = text.startsWith('{') ? (JSON.parse(text) as { name?: string; code?: string }) : null
  return { status: answer.status, headers: answer.headers, text, body }
}

const statusOf = ({ headers }: { readonly headers: Headers }) =>
  headers.get('cache-status')?.replace(/ttl=\d+/, 'ttl=N')

test('headers that are not in the key reach no side, and change nothing', async () => {
  const evil = `evil-${randomBytes(8).toString('hex')}`
  const unkeyed = Object.fromEntries(
    [
      ...['x-forwarded-host', 'x-forwarded-scheme', 'x-original-url', 'x-rewrite-url', 'x-host', 'origin'],
      ...['user-agent', 'accept', 'accept-encoding', 'cookie', 'authorization', 'range', 'x-api-key', 'via'],
      ...['x-http-method-override', 'true-client-ip', 'if-modified-since', 'banyan-deadline-ms', 'pragma'],
      ...[
        'banyan-side',
        'banyan-visitor',
        'cache-control',
        'x-request-id',
        'traceparent',
        'tracestate',
        'te',
        'referer',
        'content-type',
        'x-evil',
      ],
    ].map((name) => [name, evil]),
  )
  const first = await rawRequest(
    it.port,
    headOf(url, ...Object.entries(unkeyed).map(([name, value]) => `${name}: ${value}`)),
  )
  expect(first.status).toBe(200)
  expect(JSON.stringify(it.upstream.requests[0]?.rawHeaders)).not.toContain(evil)
  const second = await get()
  expect([statusOf(second), second.text]).toEqual(['Banyan; hit; ttl=N', first.body])
  expect(JSON.stringify([...second.headers])).not.toContain(evil)
})

test('a side is given nothing but what is in the key, and ids', async () => {
  await get(`${url}?by=slug`, {
    tracestate: 'a=b',
    traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
  })
  const [request] = it.upstream.requests
  const names = Object.keys(request?.headers ?? {}).toSorted()
  const keyed = ['banyan-channel', 'banyan-country', 'banyan-currency', 'banyan-locale']
  const own = ['accept', 'authorization', 'banyan-deadline-ms', 'connection', 'host']
  const ids = ['traceparent', 'x-request-id']
  expect(names).toEqual([...own, ...keyed, ...ids].toSorted())
  expect(request?.url).toBe(`${url}?by=slug`)
})

test('a body of a GET (fat GET) reaches nobody', async () => {
  const body = '{"key":"other"}'
  const bytes = headOf(url, `Content-Length: ${body.length}`) + body
  const fat = await rawRequest(it.port, bytes)
  expect(fat.status).toBe(200)
  expect(it.upstream.requests[0]?.headers).not.toHaveProperty('content-length')
  expect((await get()).text).toBe(fat.body)
})

test.each([
  '/v1/products/laptop/x.css',
  '/v1/products/laptop.css',
  '/v1/products/laptop;x.css',
  '/v1/products/laptop%2Fx.css',
  '/v1/products/laptop%3Fx.css',
  '/v1/products/laptop%23x.css',
  '/v1/products/laptop%00.css',
  '/v1/products/Laptop',
  '/v1/products/laptop?by=sku',
])('%s is not the laptop’s answer (cache deception)', async (target) => {
  await get()
  it.upstream.answer = json(aProduct('another'))
  const { status, text, headers } = await get(target)
  expect(text).not.toContain('"name":"new"')
  expect(headers.get('cache-status') ?? '').not.toContain('hit')
  expect(headers.get('cache-control')).toMatch(/private|no-store/)
  if (status === 200) expect(text).toContain('"name":"another"')
})

test.each(['?by=slug', '?locale=en', '?currency=USD&country=US&channel=default', '?by=%73lug'])(
  '%s asks the same in other words: one answer',
  async (query) => {
    await get()
    expect(statusOf(await get(url + query))).toBe('Banyan; hit; ttl=N')
  },
)

test.each<[string, Record<string, string>]>([
  ['?locale=de', {}],
  ['', { 'accept-language': 'de' }],
  ['?currency=EUR', {}],
  ['', { 'banyan-currency': 'EUR' }],
  ['?country=DE', {}],
  ['', { 'banyan-country': 'DE' }],
])('%s %j asks for another context: another answer', async (query, headers) => {
  await get()
  it.upstream.answer = (req, res) => {
    const answer = JSON.stringify(aProduct('another'))
    const { 'banyan-currency': currency = '' } = req.headers
    json(answer.replaceAll('USD', String(currency)))(req, res)
  }
  expect((await get(url + query, headers)).body?.name).toBe('another')
  expect((await get()).body?.name).toBe('new')
})

test('cache-control of a request moves nothing: shoppers cannot make the sides work', async () => {
  await get()
  for (const value of ['no-cache', 'no-store', 'max-age=0', 'only-if-cached']) {
    expect(statusOf(await get(url, { 'cache-control': value }))).toBe('Banyan; hit; ttl=N')
  }
})

// What arrives that is no ordinary request: refused with a problem document, never with a 5xx, nothing told.
import { headOf, type RawAnswer, rawRequest } from '../testing/raw-request.ts'
import { type FacadeInTest, startFacade } from '../testing/start-facade.ts'

let it: FacadeInTest
beforeAll(async () => {
  it = await startFacade({ corsOrigins: ['https://shop.example'], mode: 'production' })
})
afterAll(() => it.stop())

function expectProblem(answer: RawAnswer, status: number, code: string) {
  expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(JSON.parse(answer.body)).toMatchObject({ status, code, type: `/problems/${code}` })
  expect(answer.body).not.toMatch(/ at |\.ts|node:|Error:/)
  expect(answer.headers['x-powered-by']).toBeUndefined()
  expect(answer.headers.server).toBeUndefined()
}

const ask = (target: string, ...lines: readonly string[]) => rawRequest(it.port, headOf(target, ...lines))

describe('targets that two readers could take for two places', () => {
  test.each([
    '//v1/products',
    '/v1//products',
    '/v1/products//laptop',
    '/v1/./products',
    '/v1/../v1/products',
    '/v1/products/..',
    '/v1/%2e%2e/products',
    '/v1/%2E/products',
    '/v1/products/a%2Fb',
    '/v1/products/a%5cb',
    '/v1/products/a\\b',
    '\\v1\\products',
    '/v1/products;x',
    '/v1/products/%3b',
    '/v1/products/%00',
    '/v1/products/%0d%0aX-Evil:1',
    '/v1/products/%1b[31m',
    '/v1/products/%c0%af',
    '/v1/products/%c0%ae%c0%ae',
    '/v1/products/%e0%80%af',
    '/v1/products/%ff',
    '/v1/products/%252e%252e%252f',
    '/v1/products/%25',
    '/v1/products/%',
    '/v1/products/%zz',
    '/%2e%2e/etc/passwd',
    'http://evil.example/v1/products',
    'https://user:pass@evil.example/v1/products',
    '*',
    'v1/products',
    '/v1/\u0001',
  ])('%s', async (target) => {
    expectProblem(await ask(target), 400, 'invalid-target')
  })
})

describe('queries that the contract does not know', () => {
  test.each([
    '/v1/products?page=0',
    '/v1/products?page=-1',
    '/v1/products?page=NaN',
    '/v1/products?page=1e400',
    '/v1/products?page=9007199254740993',
    '/v1/products?page=1&page=2',
    '/v1/products?page[]=1',
    '/v1/products?page%00=1',
    '/v1/products?sort=DROP%20TABLE',
    '/v1/products?__proto__=x',
    '/v1/products?__proto__[admin]=1',
    '/v1/products?constructor=x',
    '/v1/products?toString=x',
    '/v1/products?unknown=1',
    '/v1/products?q=%',
    '/v1/products?category=%c0%af',
    '/v1/products?pageSize=1000000',
    '/v1/search?facet=x',
    `/v1/search?${'facet=a:b&'.repeat(21)}`,
    `/v1/search?q=${'a'.repeat(201)}`,
    '/v1/search?priceMin=-1',
    '/v1/search?priceMin=1.5',
    '/v1/suggest',
    '/v1/suggest?q=',
    '/v1/suggest?q=a&limit=0',
    '/v1/products/',
    `/v1/products/${'a'.repeat(201)}`,
    '/v1/products/laptop?by=id',
    '/v1/products/laptop?currency=usd',
    '/v1/products/laptop?locale=%3Cscript%3E',
  ])('%s', async (target) => {
    expectProblem(await ask(target), 400, 'invalid-request')
  })
})

describe('hosts', () => {
  const request = (...lines: readonly string[]) =>
    rawRequest(it.port, ['GET /v1/products HTTP/1.1', ...lines, 'Connection: close', '', ''].join('\r\n'))

  test.each<[string, readonly string[]]>([
    ['none', []],
    ['two', ['Host: a.example', 'Host: b.example']],
    ['an empty one', ['Host: ']],
    ['a list', ['Host: a.example, b.example']],
    ['a user', ['Host: user@a.example']],
    ['a path', ['Host: a.example/../x']],
  ])('%s', async (_what, lines) => {
    expectProblem(await request(...lines), 400, 'invalid-target')
  })
})

describe('what is too large', () => {
  test('a target', async () => {
    expectProblem(await ask(`/v1/search?q=${'a'.repeat(8_200)}`), 414, 'uri-too-long')
  })

  test('headers', async () => {
    expectProblem(await ask('/v1/products', `x: ${'a'.repeat(20_000)}`), 431, 'headers-too-large')
  })

  test('a body that nobody wants', async () => {
    expectProblem(await ask('/v1/products', 'content-length: 100000000'), 413, 'body-too-large')
    expectProblem(await ask('/v1/products', 'transfer-encoding: chunked'), 413, 'body-too-large')
  })

  test('a small body that nobody wants does no harm', async () => {
    const answer = await rawRequest(it.port, `${headOf('/v1/products/laptop', 'content-length: 5')}hello`)
    expect(answer.status).toBe(200)
  })
})

describe('what is no HTTP', () => {
  test.each<[string, string]>([
    ['words', 'hello\r\n\r\n'],
    ['a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n'],
    ['two lengths', headOf('/v1/products', 'content-length: 1', 'content-length: 2')],
    ['length and chunks', headOf('/v1/products', 'content-length: 5', 'transfer-encoding: chunked')],
    ['a header folded over two lines', headOf('/v1/products', 'x: a', ' b')],
    ['a space before the colon', headOf('/v1/products', 'x : a')],
    ['a null byte in a header', headOf('/v1/products', 'x: a\u0000b')],
    ['a bare carriage return', headOf('/v1/products', 'x: a\rb: c')],
    ['HTTP/9', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    expectProblem(await rawRequest(it.port, Buffer.from(bytes, 'latin1')), 400, 'invalid-request')
  })
})

describe('what the contract does not have', () => {
  test.each(['/v1/', '/v1/nothing', '/v1/admin', '/v1/products/a/b', '/v1/PRODUCTS', '/v1/__proto__'])(
    '%s',
    async (target) => {
      expectProblem(await ask(target), 404, 'unknown-operation')
    },
  )

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])('%s', async (method) => {
    const bytes = headOf('/v1/products').replace('GET', method)
    const answer = await rawRequest(it.port, bytes)
    expectProblem(answer, 405, 'method-not-allowed')
    expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS')
  })
})

describe('contexts that the market does not have', () => {
  test.each([
    ['banyan-channel: moon', 'unknown-channel'],
    ['banyan-country: XX', 'unsupported-country'],
    ['banyan-currency: BTC', 'unsupported-currency'],
    ['banyan-tester: forged', 'invalid-override'],
  ])('%s', async (line, code) => {
    expectProblem(await ask('/v1/products/laptop', line), 400, code)
  })
})

test('everything else is the front’s: pages, the contract’s own document, the suite’s paths', async () => {
  for (const target of ['/', '/docs', '/v1', '/v1/openapi.json', '/shop-api', '/shop-api/a%2Fb']) {
    expect((await ask(target)).body).toContain('front')
  }
})

describe('web pages of other origins', () => {
  test('a listed one may read answers and errors', async () => {
    for (const target of ['/v1/products/laptop', '/v1/products?page=0']) {
      const { headers } = await ask(target, 'Origin: https://shop.example')
      expect(headers).toMatchObject({
        'access-control-allow-origin': 'https://shop.example',
        'access-control-allow-credentials': 'true',
        vary: 'Origin',
      })
    }
  })

  test('another one may not', async () => {
    const { headers } = await ask('/v1/products/laptop', 'Origin: https://evil.example')
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(headers.vary).toBe('Origin')
  })

  const preflight = (origin: string) =>
    rawRequest(it.port, headOf('/v1/products', `Origin: ${origin}`).replace('GET', 'OPTIONS'))

  test('a listed one is told what it may send', async () => {
    const { status, headers } = await preflight('https://shop.example')
    expect(status).toBe(204)
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD, OPTIONS')
    expect(headers['access-control-allow-headers']).toContain('banyan-visitor')
  })

  test('another one is told the methods, and nothing else', async () => {
    const { status, headers } = await preflight('https://evil.example')
    expect([status, headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect(headers['access-control-allow-methods']).toBeUndefined()
  })
})

test('an answer to a connection that has been used before is the right one', async () => {
  const first = headOf('/v1/products?page=0').replace('Connection: close\r\n', '')
  const { status, body } = await rawRequest(it.port, first + headOf('/v1/products/laptop'))
  expect(status).toBe(400)
  expect(body).toContain('HTTP/1.1 200 OK')
})

test('while it drains, every answer sends its client away', async () => {
  const draining = await startFacade()
  draining.facade.drain()
  const bytes = headOf('/v1/products/laptop').replace('Connection: close\r\n', '')
  const { status, headers } = await rawRequest(draining.port, bytes)
  expect([status, headers.connection]).toEqual([200, 'close'])
  await draining.stop()
})

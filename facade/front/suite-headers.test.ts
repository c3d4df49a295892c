import { cookiesForSuite, headersToClient, headersToSuite } from './suite-headers.ts'

const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
const client = {
  address: '10.1.1.1',
  protocol: 'https',
  host: 'shop.test',
  forwardedFor: '10.1.1.1',
} as const

/** What we add to every head. */
const ours = [
  ...['host', 'shop.test', 'x-forwarded-for', '10.1.1.1', 'x-forwarded-host', 'shop.test'],
  ...['x-forwarded-proto', 'https', 'traceparent', traceparent, 'via', '1.1 banyan'],
]

function toSuite(raw: readonly string[], continuesTrace = true): string[] {
  return headersToSuite({ raw, client, host: 'shop.test', traceparent, continuesTrace })
}

describe('the head that the suite sees', () => {
  test('carries what the client said: order, letter case and repetition stay', () => {
    const raw = ['Authorization', 'Bearer t', 'X-Custom', 'a', 'accept-language', 'de', 'x-custom', 'b']
    expect(toSuite(['Host', 'other.test', ...raw])).toEqual([...raw, ...ours])
  })

  test('loses what was meant for one connection, also what any Connection header lists', () => {
    const raw = [
      ...['Connection', 'keep-alive, X-Secret , upgrade', 'connection', 'x-second'],
      ...['Keep-Alive', 'timeout=5', 'X-Secret', 'hop', 'x-second', 'hop', 'TE', 'trailers', 'Trailer', 'x'],
      ...['Upgrade', 'h2c', 'HTTP2-Settings', 'AAMAAABk', 'Proxy-Authorization', 'Basic x'],
      ...['Proxy-Connection', 'keep-alive', 'Transfer-Encoding', 'chunked', 'Content-Length', '5'],
      ...['Expect', '100-continue'],
    ]
    expect(toSuite(raw)).toEqual(ours)
  })

  test.each([
    'X-Forwarded-For',
    'X-Forwarded-Port',
    'X-FORWARDED-SERVER',
    'X_Forwarded_For',
    'x-forwarded_proto',
    'Forwarded',
    'X-Real-IP',
    'True-Client-IP',
    'CF-Connecting-IP',
    'X-Original-URL',
    'X-Rewrite-URL',
    'banyan-channel',
    'Banyan_Channel',
    'banyan-deadline-ms',
    'X-Banyan-Side',
    'traceparent',
  ])('%s of a client stays outside', (name) => {
    expect(toSuite([name, 'forged'])).toEqual(ours)
  })

  test('a Connection list cannot remove what we say', () => {
    expect(toSuite(['Connection', 'host, x-forwarded-for, via, content-length'])).toEqual(ours)
  })

  test('what a vendor says of a trace goes on with the trace, and not without it', () => {
    expect(toSuite(['tracestate', 'a=1'])).toEqual(['tracestate', 'a=1', ...ours])
    expect(toSuite(['tracestate', 'a=1'], false)).toEqual(ours)
  })

  test('Via names every hop, in their order', () => {
    expect(toSuite(['Via', '1.1 edge'])).toEqual(['Via', '1.1 edge', ...ours])
  })

  test('cookies go on without ours', () => {
    expect(toSuite(['Cookie', 'a=1; banyan-visitor=x', 'cookie', 'banyan-visitor=y'])).toEqual([
      ...['Cookie', 'a=1'],
      ...ours,
    ])
  })
})

test.each([
  ['session=1; banyan-visitor=abc.def; lang=de', 'session=1; lang=de'],
  ['banyan-visitor=abc', undefined],
  ['banyan-visitor=abc; session=1', 'session=1'],
  ['__Host-banyan-visitor=abc; session=banyan-visitor', 'session=banyan-visitor'],
  ['session=1', 'session=1'],
])('of the cookies %p the suite sees %p', (cookie, kept) => {
  expect(cookiesForSuite(cookie)).toBe(kept)
})

describe('the head that the client sees', () => {
  const suite = new URL('http://suite.test:8100')

  test('keeps order, letter case and repeated headers', () => {
    const raw = ['Content-Type', 'text/plain', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'ETag', '"1"']
    expect(headersToClient(raw, suite)).toEqual(raw)
  })

  test('loses hop-by-hop headers, the suite’s product name and anything in our name', () => {
    const raw = [
      'Connection',
      'close, X-Hop',
      'X-Hop',
      '1',
      'Keep-Alive',
      'timeout=5',
      'X-Powered-By',
      'Express',
    ]
    expect(headersToClient([...raw, 'X-Banyan-Side', 'new', 'Vary', 'Origin'], suite)).toEqual([
      'Vary',
      'Origin',
    ])
  })

  test.each([
    ['http://suite.test:8100/login?x=1', '/login?x=1'],
    ['http://suite.test:8100', '/'],
    ['http://suite.test:81001/x', 'http://suite.test:81001/x'],
    ['https://pay.test/x', 'https://pay.test/x'],
    ['/relative', '/relative'],
    ['//suite.test:8100/x', '/x'],
    ['http://suite.test:8100?x', '/?x'],
  ])('a redirect to %s becomes %s', (location, seen) => {
    expect(headersToClient(['Location', location], suite)).toEqual(['Location', seen])
  })

  test.each([
    ['http://suite.test:8100/base/login', '/login'],
    ['/base/login', '/login'],
    ['/base', '/'],
    ['/baseline', '/baseline'],
    ['login', 'login'],
  ])('below the suite’s base a redirect to %s becomes %s', (location, seen) => {
    const below = new URL('http://suite.test:8100/base/')
    expect(headersToClient(['Location', location], below)).toEqual(['Location', seen])
  })

  test('a cookie in our name is not the suite’s to set', () => {
    const raw = [
      'Set-Cookie',
      'banyan-visitor=x',
      'set-cookie',
      '__Host-banyan-visitor=x',
      'Set-Cookie',
      'a=1',
    ]
    expect(headersToClient(raw, suite)).toEqual(['Set-Cookie', 'a=1'])
  })

  test('a cookie that names the suite’s host becomes the façade’s', () => {
    const raw = ['Set-Cookie', 's=1; Domain=.suite.test; Path=/', 'Set-Cookie', 't=1; Domain=shop.test']
    expect(headersToClient(raw, suite)).toEqual([
      'Set-Cookie',
      's=1; Path=/',
      'Set-Cookie',
      't=1; Domain=shop.test',
    ])
  })
})

test('the suite sets no cookie in our name', () => {
  const raw = [
    'Set-Cookie',
    'banyan-visitor=x.y; Path=/',
    'Set-Cookie',
    'session=1',
    'set-cookie',
    '__Host-banyan-visitor=x',
  ]
  expect(headersToClient(raw, new URL('http://suite.test'))).toEqual(['Set-Cookie', 'session=1'])
})

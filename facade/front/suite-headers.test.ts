import type { IncomingHttpHeaders } from 'node:http'
import { cookiesForSuite, type Framing, headersToClient, headersToSuite } from './suite-headers.ts'

const none: Framing = { kind: 'none' }

function toSuite(headers: IncomingHttpHeaders, framing: Framing = none) {
  return headersToSuite(
    { headers: { host: 'shop.test', ...headers }, remoteAddress: '10.1.1.1', encrypted: false },
    framing,
  )
}

describe('the head that the suite sees', () => {
  test('carries what the client said', () => {
    const head = toSuite({ authorization: 'Bearer t', 'x-custom': 'a', 'accept-language': 'de' })
    expect(head).toMatchObject({
      authorization: 'Bearer t',
      'x-custom': 'a',
      'accept-language': 'de',
      host: 'shop.test',
    })
  })

  test('loses what was meant for one connection, also what Connection lists', () => {
    const head = toSuite({
      connection: 'keep-alive, X-Secret , upgrade',
      'keep-alive': 'timeout=5',
      'x-secret': 'hop',
      te: 'trailers',
      trailer: 'x',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABk',
      'proxy-authorization': 'Basic x',
      'proxy-connection': 'keep-alive',
      'transfer-encoding': 'chunked',
    })
    expect(Object.keys(head).sort()).toEqual([
      'host',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
    ])
  })

  test('says itself who asks: a client’s forwarding headers are dropped', () => {
    const head = toSuite({
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-port': '1',
      forwarded: 'for=6.6.6.6',
      'x-real-ip': '6.6.6.6',
    })
    expect(head).toMatchObject({
      'x-forwarded-for': '10.1.1.1',
      'x-forwarded-host': 'shop.test',
      'x-forwarded-proto': 'http',
    })
    expect(JSON.stringify(head)).not.toContain('6.6.6.6')
    expect(head['x-forwarded-port']).toBeUndefined()
  })

  test('a Connection list cannot remove our framing, host or forwarding headers', () => {
    const listed = { connection: 'content-length, host, x-forwarded-for', 'content-length': '5' }
    const head = toSuite(listed, { kind: 'length', bytes: 5 })
    expect(head).toMatchObject({ 'content-length': '5', host: 'shop.test', 'x-forwarded-for': '10.1.1.1' })
  })

  test.each(['banyan-channel', 'banyan-deadline-ms', 'x-banyan-side'])(
    '%s from outside stays outside',
    (name) => {
      expect(toSuite({ [name]: 'x' })[name]).toBeUndefined()
    },
  )

  test('Via names every hop', () => {
    expect(toSuite({ via: '1.1 edge' }).via).toBe('1.1 edge, 1.1 banyan')
  })
})

test.each([
  ['session=1; banyan-visitor=abc.def; lang=de', 'session=1; lang=de'],
  ['banyan-visitor=abc', undefined],
  ['banyan-visitor=abc; session=1', 'session=1'],
  ['__Host-banyan-visitor=abc; session=banyan-visitor', 'session=banyan-visitor'],
  ['session=1', 'session=1'],
  [undefined, undefined],
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
  ])('a redirect to %s becomes %s', (location, seen) => {
    expect(headersToClient(['Location', location], suite)).toEqual(['Location', seen])
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

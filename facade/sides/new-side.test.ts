import { createServer } from 'node:net'
import { BanyanError } from '#contracts/errors.ts'
import { operations } from '#contracts/operations.ts'
import { listen } from '#contracts/process/listen.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { Deadline } from '../deadline.ts'
import type { Decided } from '../exchange.ts'
import type { Body } from '../reply.ts'
import { anOperation, decided } from '../testing/exchanges.ts'
import { json, raw, reset, silence, startTinyUpstream, type TinyUpstream } from '../testing/tiny-upstream.ts'
import { createNewSide } from './new-side.ts'
import type { Side } from './side.ts'

const product = '{"slug":"laptop","name":"Läptop"}'

let upstream: TinyUpstream
let side: Side
beforeEach(async () => {
  upstream = await startTinyUpstream(json(product))
  side = createNewSide({ url: upstream.url, serviceToken: 'token', operations })
})
afterEach(async () => {
  await side.close()
  await upstream.stop()
})

async function call(change: Partial<Decided> = {}, from = side): Promise<Body> {
  const deadline = new Deadline(2_000)
  try {
    return await from.call(decided({ deadline, ...change }))
  } finally {
    deadline.end()
  }
}

function textOf(body: Body): string {
  return body.kind === 'bytes' ? Buffer.from(body.bytes).toString() : ''
}

test('the answer comes back byte for byte', async () => {
  expect(textOf(await call())).toBe(product)
})

test('an answer in many pieces comes back whole', async () => {
  const pieces = Array.from({ length: 50 }, (_, index) => `${index},`.repeat(500))
  upstream.answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' })
    for (const piece of pieces) res.write(piece)
    res.end()
  }
  expect(textOf(await call())).toBe(pieces.join(''))
})

test('the service gets the contract’s own call, its token, the context and the trace', async () => {
  const trace = { ...decided().trace, state: 'vendor=1' }
  await call({ input: { key: 'a/b', by: 'sku' }, trace })
  const [req] = upstream.requests
  expect(req).toMatchObject({ method: 'GET', url: '/v1/products/a%2Fb?by=sku' })
  expect(req?.headers).toMatchObject({
    authorization: 'Bearer token',
    accept: 'application/json',
    'banyan-channel': 'default',
    'banyan-country': 'US',
    'banyan-currency': 'USD',
    'banyan-locale': 'en',
    'x-request-id': 'request-1',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    tracestate: 'vendor=1',
  })
  expect(Number(req?.headers['banyan-deadline-ms'])).toBeGreaterThan(1_000)
})

test('a base path of the services is kept', async () => {
  const behind = createNewSide({ url: `${upstream.url}/banyan/`, serviceToken: 'token', operations })
  await call({}, behind)
  await behind.close()
  expect(upstream.requests[0]?.url).toBe('/banyan/v1/products/laptop?by=slug')
})

test('connections are kept and used again', async () => {
  for (let index = 0; index < 20; index++) await call()
  expect(upstream.connections()).toBeLessThanOrEqual(2)
})

test.each<[string, ReturnType<typeof json>, string]>([
  ['404', json({ detail: 'No such product' }, 404, 'application/problem+json'), 'not-found'],
  ['400', json({}, 400), 'invalid-request'],
  ['500', json({}, 500), 'upstream-failed'],
  ['503', json({}, 503), 'upstream-failed'],
  ['401', json({}, 401), 'upstream-failed'],
  ['a redirect', (_req, res) => void res.writeHead(302, { location: '/x' }).end(), 'upstream-failed'],
  ['a page', json('<html>', 200, 'text/html'), 'upstream-contract-violation'],
  ['a status that is none', raw('HTTP/1.1 099 No\r\ncontent-length: 0\r\n\r\n'), 'upstream-failed'],
  ['garbage', raw('gibberish\r\n\r\n'), 'upstream-failed'],
  [
    'two lengths',
    raw('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx'),
    'upstream-failed',
  ],
  [
    'half a body',
    raw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{'),
    'upstream-failed',
  ],
  ['a bad chunk', raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'), 'upstream-failed'],
  ['huge headers', raw(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(131_072)}\r\n\r\n`), 'upstream-failed'],
])('%s', async (_what, answer, code) => {
  upstream.answer = answer
  await expect(call()).rejects.toMatchObject({ code })
})

test('an answer of more than 10 MB is refused', async () => {
  upstream.answer = json(`"${'a'.repeat(10 * 1024 * 1024)}"`)
  await expect(call()).rejects.toMatchObject({ code: 'upstream-failed' })
})

test('after a bad answer the next call gets a good one', async () => {
  upstream.answer = raw('gibberish\r\n\r\n')
  await expect(call()).rejects.toThrow()
  upstream.answer = json(product)
  expect(textOf(await call())).toBe(product)
})

test('a service that is not there is unreachable', async () => {
  const nowhere = createNewSide({
    url: `http://127.0.0.1:${await freePort()}`,
    serviceToken: 't',
    operations,
  })
  await expect(call({}, nowhere)).rejects.toMatchObject({ code: 'upstream-unreachable' })
  await nowhere.close()
})

test('a name that nobody knows is unreachable', async () => {
  const nowhere = createNewSide({ url: 'http://banyan.invalid', serviceToken: 't', operations })
  await expect(call({}, nowhere)).rejects.toMatchObject({ code: 'upstream-unreachable' })
  await nowhere.close()
})

test('a kept connection that the service has given up is replaced without a failure', async () => {
  await call()
  let first = true
  upstream.answer = (req, res) => {
    if (!first) return json(product)(req, res)
    first = false
    return reset(req, res)
  }
  expect(textOf(await call())).toBe(product)
  expect(upstream.requests).toHaveLength(3)
})

test('a connection that breaks every time is a failure after the second try', async () => {
  upstream.answer = reset
  await expect(call()).rejects.toMatchObject({ code: 'upstream-failed' })
  expect(upstream.requests).toHaveLength(2)
})

test('a call that may change something is never made twice', async () => {
  upstream.answer = reset
  const write = { ...anOperation('getProduct'), safe: false }
  const writing = createNewSide({ url: upstream.url, serviceToken: 't', operations: [write] })
  await expect(call({ operation: write }, writing)).rejects.toMatchObject({ code: 'upstream-failed' })
  await writing.close()
  expect(upstream.requests).toHaveLength(1)
})

test('a silent service is left when the deadline is over, and its connection with it', async () => {
  const gone = Promise.withResolvers<void>()
  upstream.answer = (req, res) => {
    res.on('close', gone.resolve)
    silence(req, res)
  }
  await expect(call({ deadline: new Deadline(50) })).rejects.toMatchObject({ code: 'deadline-exceeded' })
  await gone.promise
})

test('a call that waits for a connection ends with its deadline, and is never made', async () => {
  const held: (() => void)[] = []
  upstream.answer = (req, res) => void held.push(() => json(product)(req, res))
  const busy = Array.from({ length: 64 }, () => call())
  const [late] = await Promise.allSettled([call({ deadline: new Deadline(20) })])
  expect(late).toMatchObject({ status: 'rejected', reason: { code: 'deadline-exceeded' } })
  while (held.length < 64) await new Promise(setImmediate)
  for (const answer of held) answer()
  expect(await Promise.all(busy)).toHaveLength(64)
  expect(upstream.requests).toHaveLength(64)
})

test('a shopper who has gone ends the call', async () => {
  const asked = Promise.withResolvers<void>()
  upstream.answer = () => asked.resolve()
  const deadline = new Deadline(2_000)
  const answer = call({ deadline })
  await asked.promise
  deadline.over(new BanyanError('shopper-gone'))
  await expect(answer).rejects.toMatchObject({ code: 'shopper-gone' })
})

test('a slow capability does not take the connections of another', async () => {
  upstream.answer = (req, res) =>
    req.url?.startsWith('/v1/suggest') ? json('{}')(req, res) : silence(req, res)
  const slow = Array.from({ length: 100 }, () => call({ deadline: new Deadline(500) }).catch(() => null))
  const suggest = { operation: anOperation('suggest'), input: { q: 'a', limit: 8 } }
  expect(textOf(await call(suggest))).toBe('{}')
  await Promise.all(slow)
})

test('a port where somebody else listens is a failure, not a hang', async () => {
  const stranger = createServer((socket) => socket.resume().end('220 smtp.example ESMTP\r\n'))
  const port = await listen(stranger, 0)
  const wrong = createNewSide({ url: `http://127.0.0.1:${port}`, serviceToken: 't', operations })
  await expect(call({}, wrong)).rejects.toMatchObject({ code: 'upstream-failed' })
  await wrong.close()
  await new Promise((resolve) => stranger.close(resolve))
})

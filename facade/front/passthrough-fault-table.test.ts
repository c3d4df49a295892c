// Every way in which a suite fails, for each way in which a request reaches it.
import type { Socket } from 'node:net'
import {
  allClosed,
  endRawSuites,
  expectProblem,
  frontFor,
  ok,
  type RawSuite,
  suiteThat,
} from '../testing/raw-suite.ts'

const unhandled: unknown[] = []
const keep = (error: unknown) => void unhandled.push(error)
beforeAll(() => {
  process.on('unhandledRejection', keep).on('uncaughtException', keep)
})
afterAll(() => {
  process.off('unhandledRejection', keep).off('uncaughtException', keep)
  expect(unhandled).toEqual([])
})
afterEach(endRawSuites)

const limits = { answerWithinMs: 150, stallMs: 150, smallBodyBytes: 10 }

/** How requests reach the suite: read whole and pooled, or streamed. */
const ways: readonly [string, RequestInit & { readonly timesAsked: number }][] = [
  ['a read', { method: 'GET', timesAsked: 2 }],
  ['a write', { method: 'POST', body: 'small', timesAsked: 1 }],
  ['a large upload', { method: 'POST', body: 'x'.repeat(1_000), timesAsked: 1 }],
]

const say = (bytes: string) => (socket: Socket) => void socket.write(bytes, 'latin1')
const length = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'

function trickle(socket: Socket): void {
  const head = [...'HTTP/1.1 200 OK\r\nx-slow: '.padEnd(5_000, 'x')]
  const timer = setInterval(() => socket.write(head.shift() ?? 'x'), 10)
  socket.once('close', () => clearInterval(timer))
}

type Fault = readonly [string, (socket: Socket) => void, number, string]

const answered: readonly Fault[] = [
  ['says nothing', () => undefined, 504, 'deadline-exceeded'],
  ['says its head byte by byte', trickle, 504, 'deadline-exceeded'],
  ['talks garbage', say('what is this\r\n\r\n'), 502, 'upstream-failed'],
  ['has a status of no kind', say('HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n'), 502, 'upstream-failed'],
  ['has no status', say('HTTP/1.1 OK\r\n\r\n'), 502, 'upstream-failed'],
  [
    'says two lengths',
    say('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
    ...([502, 'upstream-failed'] as const),
  ],
  [
    'says a length and chunks',
    say('HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
    ...([502, 'upstream-failed'] as const),
  ],
  [
    'has a control character in its head',
    say('HTTP/1.1 200 OK\r\nx-a: b\u0001c\r\ncontent-length: 0\r\n\r\n'),
    ...([502, 'upstream-failed'] as const),
  ],
  [
    'has a bare carriage return in its head',
    say('HTTP/1.1 200 OK\r\nx-a: b\rx-b: c\r\ncontent-length: 0\r\n\r\n'),
    ...([502, 'upstream-failed'] as const),
  ],
  [
    'has a head of 128 KiB',
    say(`HTTP/1.1 200 OK\r\nx-a: ${'x'.repeat(131_072)}\r\ncontent-length: 0\r\n\r\n`),
    ...([502, 'upstream-failed'] as const),
  ],
]

const lost: readonly Fault[] = [
  ['resets before its head', (socket) => socket.resetAndDestroy(), 502, 'upstream-failed'],
  ['closes before its head', (socket) => socket.end(), 502, 'upstream-failed'],
  ['closes within its head', (socket) => socket.end('HTTP/1.1 200 OK\r\nx'), 502, 'upstream-failed'],
  [
    'upgrades what nobody asked to',
    say('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ...([502, 'upstream-failed'] as const),
  ],
]

const cut: readonly (readonly [string, (socket: Socket) => void])[] = [
  ['resets within a body of known length', (socket) => socket.write(length, () => socket.resetAndDestroy())],
  ['resets within chunks', (socket) => socket.write(chunked, () => socket.resetAndDestroy())],
  ['closes within a body of known length', (socket) => socket.end(length)],
  ['closes within chunks', (socket) => socket.end(chunked)],
  ['sends a bad chunk', say(`${chunked}zz\r\n`)],
  ['stands still within its body', say(length)],
  ['stands still within chunks', say(chunked)],
]

/** Fails until it is told to be well; tells how often it was asked before. */
async function failing(does: (socket: Socket) => void) {
  let isWell = false
  const suite: RawSuite = await suiteThat((socket) => (isWell ? socket.write(ok) : does(socket)))
  const url = await frontFor(suite.port, { limits })
  const recover = async () => {
    isWell = true
    await allClosed(suite)
    return suite.requests
  }
  return { suite, url, recover }
}

describe.each(ways)('%s, when the suite', (_way, { timesAsked, ...init }) => {
  test.each(answered)('%s: it is told once, and the connection is not used again', async (...fault) => {
    const [, does, status, code] = fault
    const { url, recover } = await failing(does)
    await expectProblem(await fetch(url, init), status, code)
    expect(await recover()).toBe(1)
    expect(await (await fetch(url, init)).text()).toBe('ok')
  })

  test.each(lost)('%s: once more if that is safe, then 502', async (...fault) => {
    const [, does, status, code] = fault
    const { url, recover } = await failing(does)
    await expectProblem(await fetch(url, init), status, code)
    const asked = await recover()
    expect(asked).toBeLessThanOrEqual(timesAsked)
    expect(await (await fetch(url, init)).text()).toBe('ok')
  })

  test.each(cut)('%s: the client’s connection is cut, with no byte of ours', async (_fault, does) => {
    const { url, recover } = await failing(does)
    const got: string[] = []
    const read = async () => {
      const answer = await fetch(url, init)
      expect(answer.status).toBe(200)
      for await (const chunk of answer.body ?? []) got.push(Buffer.from(chunk).toString())
      got.push('its end')
    }
    await expect(read()).rejects.toThrow()
    expect('half').toContain(got.join(''))
    expect(await recover()).toBe(1)
    expect(await (await fetch(url, init)).text()).toBe('ok')
  })

  test('gives a reason that cannot be sent: the answer goes on without it', async () => {
    const odd = ok.replace('OK', 'O\u0001\u00e9')
    const suite = await suiteThat((socket) => socket.write(odd, 'latin1'))
    const answer = await fetch(await frontFor(suite.port, { limits }), init)
    expect([answer.status, answer.statusText, await answer.text()]).toEqual([200, '', 'ok'])
  })

  test('refuses: 502 at once', async () => {
    const suite = await suiteThat(() => undefined)
    await new Promise((resolve) => suite.server.close(resolve))
    await expectProblem(await fetch(await frontFor(suite.port), init), 502, 'upstream-unreachable')
  })

  test('has a name that nobody knows: 502', async () => {
    const url = await frontFor('http://no-such-suite.invalid')
    await expectProblem(await fetch(url, init), 502, 'upstream-unreachable')
  })
})

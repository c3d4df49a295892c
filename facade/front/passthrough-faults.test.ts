// The passthrough before a suite, and behind clients, that fail: what the table of faults does not say.
import { Agent, request } from 'node:http'
import { connect, type LookupFunction, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { allClosed, endRawSuites, expectProblem, frontFor, ok, suiteThat } from '../testing/raw-suite.ts'

afterEach(endRawSuites)

test('an answer that we give for the suite leaves the client’s connection open', async () => {
  const suite = await suiteThat((socket, { requests }) => (requests === 1 ? undefined : socket.write(ok)))
  const url = await frontFor(suite.port, { limits: { answerWithinMs: 100 } })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () =>
    new Promise<[number | undefined, number | undefined]>((resolve) => {
      const req = request(url, { agent }, (res) => {
        const port = res.socket.localPort
        res.resume().on('end', () => resolve([res.statusCode, port]))
      }).end()
      req.on('error', () => resolve([undefined, undefined]))
    })
  const [late, port] = await ask()
  expect(late).toBe(504)
  expect(await ask()).toEqual([200, port])
  agent.destroy()
})

describe('a connection lost before the answer', () => {
  test('is asked once more when the request is safe', async () => {
    const suite = await suiteThat((socket, { requests }) =>
      requests === 1 ? socket.destroy() : socket.write(ok),
    )
    const answer = await fetch(await frontFor(suite.port))
    expect(await answer.text()).toBe('ok')
    expect(suite.requests).toBe(2)
  })

  test('is asked only once more', async () => {
    const suite = await suiteThat((socket) => socket.destroy())
    await expectProblem(await fetch(await frontFor(suite.port)), 502, 'upstream-failed')
    expect(suite.requests).toBe(2)
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is never replayed', async (method) => {
    const suite = await suiteThat((socket) => socket.resetAndDestroy())
    await expectProblem(await fetch(await frontFor(suite.port), { method }), 502, 'upstream-failed')
    expect(suite.requests).toBe(1)
  })

  test('a suite that fails for long is asked at most a fifth more', async () => {
    const suite = await suiteThat((socket) => socket.resetAndDestroy())
    const url = await frontFor(suite.port)
    for (let i = 0; i < 200; i++) await (await fetch(url)).arrayBuffer()
    expect(suite.requests).toBeLessThanOrEqual(200 * 1.2 + 10)
  })
})

test('more requests than connections are told to come back', async () => {
  const taken = Promise.withResolvers<void>()
  const suite = await suiteThat((_socket, { requests }) => {
    if (requests === 2) taken.resolve()
  })
  const url = await frontFor(suite.port, { limits: { connections: 2 } })
  const leave = new AbortController()
  const waiting = [1, 2].map(() => fetch(url, { signal: leave.signal }))
  await taken.promise
  const third = await fetch(url)
  expect(third.headers.get('retry-after')).toBe('1')
  await expectProblem(third, 503, 'unavailable')
  leave.abort()
  for (const one of waiting) await expect(one).rejects.toThrow()
})

test('slow uploads take no connection to the suite, and are told so', async () => {
  const suite = await suiteThat((socket) => socket.write(ok))
  const url = await frontFor(suite.port, { limits: { connections: 8, bodyWithinMs: 200 } })
  const slow = [1, 2, 3, 4].map(() => {
    const req = request(url, { method: 'POST', headers: { 'content-length': '10' } })
    req.write('half')
    return new Promise<number | undefined>((resolve) =>
      req.on('response', (res) => resolve(res.resume().statusCode)),
    )
  })
  expect(await (await fetch(url)).text()).toBe('ok')
  expect(await Promise.all(slow)).toEqual([408, 408, 408, 408])
  expect(suite.requests).toBe(1)
})

test('a large upload that stands still is cut, and so is its call', async () => {
  const suite = await suiteThat(() => undefined)
  const url = await frontFor(suite.port, { limits: { smallBodyBytes: 10, stallMs: 100 } })
  const req = request(url, { method: 'POST', headers: { 'content-length': '1000' } })
  req.write('x'.repeat(100))
  const status = await new Promise((resolve) => req.on('response', (res) => resolve(res.resume().statusCode)))
  expect(status).toBe(408)
  await allClosed(suite)
})

test('a client that leaves ends its call to the suite', async () => {
  const here = Promise.withResolvers<void>()
  const suite = await suiteThat(() => here.resolve())
  const leave = new AbortController()
  const answer = fetch(await frontFor(suite.port), { signal: leave.signal })
  await here.promise
  const closed = allClosed(suite)
  leave.abort()
  await expect(answer).rejects.toThrow()
  await closed
})

test('an upload that trickles is too slow, however often a byte comes', async () => {
  const suite = await suiteThat(() => undefined)
  const url = await frontFor(suite.port, { limits: { smallBodyBytes: 10, stallMs: 200 } })
  const req = request(url, { method: 'POST', headers: { 'content-length': '1000' } })
  req.on('error', () => undefined).write('x'.repeat(100))
  const trickle = setInterval(() => req.write('x'), 10).unref()
  const status = await new Promise((resolve) => req.on('response', (res) => resolve(res.resume().statusCode)))
  clearInterval(trickle)
  expect(status).toBe(408)
  await allClosed(suite)
})

test('a suite that does not take an upload is the one who is late', async () => {
  const suite = await suiteThat((socket) => void socket.pause())
  const url = await frontFor(suite.port, { limits: { stallMs: 200 } })
  const req = request(url, { method: 'POST', headers: { 'content-length': '100000000' } })
  req.on('error', () => undefined)
  const fill = () => {
    while (req.write(Buffer.alloc(65_536)));
  }
  req.on('drain', fill)
  fill()
  const status = await new Promise((resolve) => req.on('response', (res) => resolve(res.resume().statusCode)))
  expect(status).toBe(504)
  req.destroy()
})

test('an answer before the end of an upload ends the connection, not the answer', async () => {
  const suite = await suiteThat((socket) => socket.write(ok.replace('200 OK', '413 Too Large')))
  const url = new URL(await frontFor(suite.port, { limits: { smallBodyBytes: 10 } }))
  const client = connect(Number(url.port), '127.0.0.1')
  client.write('POST /shop-api HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf')
  expect(await text(client)).toMatch(/^HTTP\/1\.1 413 Too Large\r\n.*connection: close\r\n.*ok$/is)
})

test('bodies that are being read take no more memory than they may', async () => {
  const suite = await suiteThat((socket) => socket.write(ok))
  const url = await frontFor(suite.port, { limits: { bodyMemoryBytes: 100 } })
  const slow = request(url, { method: 'POST', headers: { 'content-length': '90' } })
  await new Promise<void>((resolve) => slow.write('x'.repeat(80), () => resolve()))
  const post = () => fetch(url, { method: 'POST', body: 'x'.repeat(80) })
  // Its first bytes may still be on their way.
  let refused = await post()
  while (refused.status === 200) refused = await post()
  await expectProblem(refused, 503, 'unavailable')
  slow.end('x'.repeat(10))
  await new Promise((resolve) => slow.on('response', (res) => res.resume().once('end', resolve)))
  expect((await post()).status).toBe(200)
})

test('a client that does not read is cut, and a large answer never lies in memory', async () => {
  let written = 0
  const suite = await suiteThat((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n')
    const fill = () => {
      do written += 65_536
      while (socket.write(Buffer.alloc(65_536)))
    }
    socket.on('drain', fill)
    fill()
  })
  const url = new URL(await frontFor(suite.port, { limits: { stallMs: 300 } }))
  const client = connect(Number(url.port), '127.0.0.1').pause()
  client.on('error', () => undefined).write('GET /shop-api HTTP/1.1\r\nhost: x\r\n\r\n')
  while (suite.sockets.size === 0) await new Promise(setImmediate)
  await allClosed(suite)
  // What the buffers of two connections hold; a tenth of what the suite would send.
  expect(written).toBeLessThan(100_000_000)
  client.destroy()
})

test('a suite gone without a word is found by the deadline, and its connection let go', async () => {
  const silent = new Set<Socket>()
  const suite = await suiteThat((socket, { requests }) => {
    if (requests === 1) silent.add(socket)
    if (requests === 1 || !silent.has(socket)) socket.write(ok)
  })
  const url = await frontFor(suite.port, { limits: { answerWithinMs: 150 } })
  expect((await fetch(url)).status).toBe(200)
  await expectProblem(await fetch(url, { method: 'POST' }), 504, 'deadline-exceeded')
  expect(await (await fetch(url)).text()).toBe('ok')
  expect([...silent].every((socket) => !suite.sockets.has(socket))).toBe(true)
})

/** Elsewhere the loopback has one address only. */
const onLinux = process.platform === 'linux' ? test : test.skip

onLinux(
  'a suite that moves to another address is followed there, also while the old one answers',
  async () => {
    const says = (name: string) => (socket: Socket) => void socket.write(ok.replace(/ok$/, name))
    const old = await suiteThat(says('aa'), '127.0.0.2')
    await suiteThat(says('bb'), '127.0.0.3', old.port)
    let address = '127.0.0.2'
    const lookup: LookupFunction = (_name, options, done) => {
      if (options.all) done(null, [{ address, family: 4 }])
      else done(null, address, 4)
    }
    const limits = { connectionAgeMs: 100 }
    const url = await frontFor(`http://suite.test:${old.port}`, { limits, lookup })
    const ask = async () => (await fetch(url)).text()
    expect(await ask()).toBe('aa')
    address = '127.0.0.3'
    while ((await ask()) !== 'bb');
    await allClosed(old)
  },
)

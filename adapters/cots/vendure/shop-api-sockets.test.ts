// What only real sockets show: connections that are refused, reused, closed under us, or too few.
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { callContextOf } from '#contracts/conformance/subject.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { readVendureOptions } from './options.ts'
import { createShopApi } from './shop-api.ts'

const shopper = { channel: 'default', country: 'US', currency: 'USD', locale: 'en' }

describe('connections to the suite', () => {
  const ends: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })
  const shopOn = (port: number, options = {}) => {
    const shop = createShopApi(`http://127.0.0.1:${port}`, readVendureOptions(options))
    ends.push(async () => shop.close())
    return (signal?: AbortSignal) => shop.ask('{ x }', {}, callContextOf(shopper, signal))
  }
  const serve = async (server: Server) => {
    ends.push(() => closeServer(server, 0))
    return listen(server, 0)
  }
  const answering = () =>
    createServer((request, response) => {
      request.resume().on('end', () => response.end('{"data":{"x":1}}'))
    })

  test('a suite that is not there cannot be reached', async () => {
    await expect(shopOn(await freePort())()).rejects.toMatchObject({ code: 'upstream-unreachable' })
  })

  test('connections are kept and used again', async () => {
    const server = answering()
    let connections = 0
    server.on('connection', () => {
      connections += 1
    })
    const ask = shopOn(await serve(server))
    for (let call = 0; call < 5; call += 1) await ask()
    expect(connections).toBe(1)
  })

  test('a kept connection that breaks before the answer is tried once more on a new one', async () => {
    const sockets = new Set<Socket>()
    let calls = 0
    const server = createServer((request, response) => {
      calls += 1
      const again = sockets.has(request.socket)
      sockets.add(request.socket)
      request.resume().on('end', () => (again ? request.socket.destroy() : response.end('{"data":{"x":1}}')))
    })
    const ask = shopOn(await serve(server))
    await ask()
    await expect(ask()).resolves.toEqual({ x: 1 })
    expect([calls, sockets.size]).toEqual([3, 2])
  })

  test('a new connection that breaks is not tried again', async () => {
    let calls = 0
    const server = createServer((request) => {
      calls += 1
      request.socket.destroy()
    })
    await expect(shopOn(await serve(server))()).rejects.toMatchObject({ code: 'upstream-failed' })
    expect(calls).toBe(1)
  })

  test('an answer that breaks off is a failure, never half an answer', async () => {
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"data":{}}')
      request.socket.end()
    })
    await expect(shopOn(await serve(server))()).rejects.toMatchObject({ code: 'upstream-failed' })
  })

  test('more calls than connections wait, and go when their deadline has passed', async () => {
    let open = 0
    const controller = new AbortController()
    const server = createServer(() => {
      open += 1
      controller.abort()
    })
    const ask = shopOn(await serve(server), { maxSockets: 1 })
    const calls = [ask(controller.signal), ask(controller.signal), ask(controller.signal)]
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'deadline-exceeded' } })
    }
    expect(open).toBe(1)
  })

  test('a redirect is not followed', async () => {
    let reached = false
    const elsewhere = createServer((_request, response) => {
      reached = true
      response.end('{"data":{"x":"elsewhere"}}')
    })
    const port = await serve(elsewhere)
    const server = createServer((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end()
    })
    await expect(shopOn(await serve(server))()).rejects.toMatchObject({ code: 'upstream-failed' })
    expect(reached).toBe(false)
  })

  test('a proxy of the environment is not used', async () => {
    const proxy = createServer((_request, response) => response.end('{"data":{"x":"proxied"}}'))
    const proxyPort = await serve(proxy)
    const server = answering()
    const before = process.env.http_proxy
    process.env.http_proxy = `http://127.0.0.1:${proxyPort}`
    try {
      expect(await shopOn(await serve(server))()).toEqual({ x: 1 })
    } finally {
      if (before === undefined) delete process.env.http_proxy
      else process.env.http_proxy = before
    }
    expect((proxy.address() as AddressInfo).port).toBe(proxyPort)
  })
})

// The passthrough behind the façade's own server: what the server spares contract requests must not break it.
import { createServer, request, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createFront, type Front } from '../front/front.ts'
import { rawRequest } from '../testing/raw-request.ts'
import { aProduct } from '../testing/sample-answers.ts'
import { type FacadeInTest, startFacade } from '../testing/start-facade.ts'

let suite: Server
let front: Front
let it: FacadeInTest
beforeAll(async () => {
  suite = createServer(async (req, res) => {
    let bytes = 0
    for await (const chunk of req) bytes += chunk.length
    res.end(JSON.stringify({ method: req.method, url: req.url, bytes }))
  })
  const legacyUrl = `http://127.0.0.1:${await listen(suite, 0)}`
  const passthrough = [{ prefix: '/shop-api' }]
  const limits = { smallBodyBytes: 10, stallMs: 200 }
  front = createFront({ passthrough, legacyUrl, registry: new Registry(), log: silentLog, limits })
  it = await startFacade({ front, bodyWithinMs: 200 })
})
afterAll(async () => {
  await it.stop()
  front.close()
  await closeServer(suite, 0)
})

test.each([
  ['GET', 0],
  ['DELETE', 0],
  ['POST', 0],
  ['POST', 10],
  ['POST', 1_000_000],
] as const)('%s with %i bytes reaches the suite', async (method, bytes) => {
  const body = bytes === 0 ? null : 'x'.repeat(bytes)
  const answer = await fetch(`${it.url}/shop-api?a=%2F`, { method, body })
  expect(await answer.json()).toEqual({ method, url: '/shop-api?a=%2F', bytes })
})

test.each(['/', '/docs', '/v1/openapi.json', '/problems'])('%s is there', async (path) => {
  expect((await fetch(it.url + path)).status).toBe(200)
})

describe('a body that takes long', () => {
  test('reaches the suite while it goes on', async () => {
    expect(it.facade.server.requestTimeout).toBe(0)
    const answer = new Promise<string>((resolve, reject) => {
      const upload = request(`${it.url}/shop-api`, { method: 'POST' }, (res) =>
        text(res).then(resolve, reject),
      )
      upload.on('error', reject)
      let sent = 0
      const next = setInterval(() => {
        upload.write('x'.repeat(1_000))
        sent += 1
        if (sent < 30) return
        clearInterval(next)
        upload.end()
      }, 20)
    })
    expect(JSON.parse(await answer)).toMatchObject({ bytes: 30_000 })
  })

  test.each(['/v1/products/laptop', '/v1/nothing', '/docs', '/nothing'])(
    'ends its connection at %s',
    async (path) => {
      const head = `GET ${path} HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 10\r\n\r\n`
      // Resolves when the connection is closed; the client itself would keep it.
      const { status } = await rawRequest(it.port, `${head}half`)
      expect(status).not.toBe(0)
    },
  )

  test('ends its connection also where there is no answer yet', async () => {
    const slow = Promise.withResolvers<never>()
    it.legacy.getProduct = () => slow.promise
    const bytes = 'GET /v1/products/laptop HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 10\r\n\r\nhalf'
    expect((await rawRequest(it.port, bytes)).status).toBe(408)
    it.legacy.getProduct = async () => aProduct('legacy')
  })
})

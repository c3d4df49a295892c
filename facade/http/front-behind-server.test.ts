// The passthrough behind the façade's own server: what the server spares contract requests must not break it.
import { createServer, type Server } from 'node:http'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createFront, type Front } from '../front/front.ts'
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
  front = createFront({ passthrough, legacyUrl, registry: new Registry(), log: silentLog })
  it = await startFacade({ front })
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

// Many clients that dawdle, before the façade's own server: everybody else is still served. With Express and
// http-proxy-middleware alone 400 slow uploads take every connection to the suite, and all others wait.
import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createFront, type Front } from '../front/front.ts'
import { type FacadeInTest, startFacade } from '../testing/start-facade.ts'

let suite: Server
let front: Front
let it: FacadeInTest
const atSuite = new Set<string | undefined>()
let attackers: Socket[] = []

beforeAll(async () => {
  suite = createServer((req, res) => {
    atSuite.add(req.url)
    req
      .on('error', () => undefined)
      .resume()
      .once('end', () => res.end('served'))
  })
  const legacyUrl = `http://127.0.0.1:${await listen(suite, 0)}`
  const passthrough = [{ prefix: '/shop-api' }]
  front = createFront({ passthrough, legacyUrl, registry: new Registry(), log: silentLog })
  it = await startFacade({ front })
})

afterEach(() => {
  for (const socket of attackers) socket.destroy()
  attackers = []
})

afterAll(async () => {
  await it.stop()
  front.close()
  suite.closeAllConnections()
  await closeServer(suite, 0)
})

/** That many clients who say so much and no more; resolves when all have said it. */
async function dawdle(count: number, bytes: string): Promise<void> {
  attackers = Array.from({ length: count }, () => connect(it.port, '127.0.0.1'))
  const said = attackers.map(
    (socket) =>
      new Promise<void>((resolve) => {
        socket.on('error', () => undefined).resume()
        socket.write(bytes, () => resolve())
      }),
  )
  await Promise.all(said)
}

async function probe(): Promise<readonly number[]> {
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) {
    statuses.push((await fetch(`${it.url}/shop-api`)).status)
    statuses.push((await fetch(`${it.url}/shop-api`, { method: 'POST', body: '{}' })).status)
    statuses.push((await fetch(`${it.url}/v1/products/laptop`)).status)
  }
  return statuses
}

const well = Array.from({ length: 9 }, () => 200)
const post = 'POST /shop-api HTTP/1.1\r\nhost: shop.example\r\n'

test.each([
  ['heads', 'POST /shop-api HTTP/1.1\r\nhost: shop.ex'],
  ['small uploads', `${post}content-length: 1000\r\n\r\nhalf`],
  ['uploads of unknown length', `${post}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`],
  ['large uploads', `${post}content-length: 10000000\r\n\r\nhalf`],
  ['uploads that nobody wants', `${post.replace('shop-api', 'v1/nothing')}content-length: 1000\r\n\r\nhalf`],
])('400 slow %s: everybody else is served', async (_what, bytes) => {
  await dawdle(400, bytes)
  expect(await probe()).toEqual(well)
})

test('a slow upload that is small never reaches the suite', async () => {
  await dawdle(50, `${post.replace('shop-api', 'shop-api/slow')}content-length: 1000\r\n\r\nhalf`)
  expect(await probe()).toEqual(well)
  expect([...atSuite]).toEqual(['/shop-api'])
})

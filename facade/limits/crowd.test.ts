// On real sockets: more clients than there is room for.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type FacadeInTest, startFacade } from '../testing/start-facade.ts'
import { silence } from '../testing/tiny-upstream.ts'

let it: FacadeInTest
let clients: Socket[]
beforeEach(async () => {
  clients = []
  it = await startFacade({ mostConnections: () => 8 })
})
afterEach(async () => {
  for (const client of clients) client.destroy()
  await it.stop()
})

const head = 'GET /v1/products/laptop HTTP/1.1\r\nhost: shop.example\r\n\r\n'

async function client(): Promise<Socket> {
  const socket = connect(it.port, '127.0.0.1')
  clients.push(socket)
  await once(socket, 'connect')
  return socket
}

/** What a client is answered, to the end of its connection or of the answer. */
async function ask(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => (text += String(chunk)))
  socket.write(head)
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('close', resolve)
  socket.on('data', () => /\r\n\r\n./.test(text) && resolve())
  await promise
  return text
}

const metric = async (name: string) =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await it.registry.metrics())?.[1])

/** Until the façade sees so many connections, or fewer. */
async function untilOpen(isEnough: (open: number) => boolean): Promise<void> {
  const giveUpAt = performance.now() + 10_000
  while (!isEnough(await metric('banyan_connections_open'))) {
    if (performance.now() > giveUpAt) throw new Error('the connections stay as they are')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Clients whose answers do not come. */
async function hold(count: number): Promise<void> {
  it.flags.set('catalog', { percent: 100 })
  const arrived = Promise.withResolvers<void>()
  const before = it.upstream.requests.length
  it.upstream.answer = (req, res) => {
    silence(req, res)
    if (it.upstream.requests.length === before + count) arrived.resolve()
  }
  for (let index = 0; index < count; index++) (await client()).write(head)
  await arrived.promise
}

test('who comes when it is full is told so, and when to come again', async () => {
  await hold(8)
  const answer = await ask(await client())
  expect(answer).toMatch(/^HTTP\/1\.1 503 /)
  expect(answer.toLowerCase()).toMatch(/\r\nretry-after: 1\r\n/)
  expect(answer.toLowerCase()).toMatch(/\r\nconnection: close\r\n/)
  expect(await metric('banyan_connections_shed_total')).toBe(1)
})

test('when others have gone there is room again', async () => {
  await hold(8)
  await ask(await client())
  for (const socket of clients) socket.destroy()
  await untilOpen((open) => open === 0)
  it.flags.set('catalog', { percent: 0 })
  expect(await ask(await client())).toMatch(/^HTTP\/1\.1 200 /)
})

test('those who wait for nothing make room for who comes', async () => {
  for (let index = 0; index < 6; index++) expect(await ask(await client())).toMatch(/^HTTP\/1\.1 200 /)
  await hold(2)
  it.flags.set('catalog', { percent: 0 })
  expect(await ask(await client())).toMatch(/^HTTP\/1\.1 200 /)
  await untilOpen((open) => open <= 3)
})

test('when it gets crowded nobody keeps his connection', async () => {
  const all = await Promise.all(Array.from({ length: 7 }, client))
  await untilOpen((open) => open === 7)
  expect((await ask(all[0] as Socket)).toLowerCase()).toMatch(/\r\nconnection: close\r\n/)
})

test('as long as there is room connections are kept', async () => {
  expect((await ask(await client())).toLowerCase()).not.toMatch(/\r\nconnection: close\r\n/)
})

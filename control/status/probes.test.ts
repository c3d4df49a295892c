import { createServer, type Server } from 'node:http'
import { BanyanError } from '#contracts/errors.ts'
import { listen } from '#contracts/process/listen.ts'
import { createLeavingFlagAdmin } from '../testing/leaving-flag-admin.ts'
import { flagProbe, httpProbe } from './probes.ts'

const signal = AbortSignal.timeout(10_000)
let server: Server | null = null
afterEach(() => server?.close())

async function answering(ready: number, body: object): Promise<string> {
  server = createServer((request, response) => {
    const status = request.url === '/readyz' ? ready : 200
    response.writeHead(status).end(request.url === '/readyz' ? JSON.stringify(body) : 'ok')
  })
  return `http://127.0.0.1:${await listen(server, 0)}`
}

describe('a process', () => {
  it('is well when it is alive and ready', async () => {
    expect(await httpProbe(await answering(200, {}))(signal)).toBeUndefined()
  })

  it('is degraded when it is not ready, or says so of a part', async () => {
    const parts = [
      { part: 'flags', state: 'degraded', detail: 'last known' },
      { part: 'events', state: 'ok' },
    ]
    expect(await httpProbe(await answering(503, {}))(signal)).toEqual({
      degraded: 'alive, and not ready (503)',
    })
    server?.close()
    expect(await httpProbe(await answering(200, { parts }))(signal)).toEqual({
      degraded: 'flags: last known',
    })
  })

  it('is away when nothing listens', async () => {
    const url = await answering(200, {})
    await new Promise((resolve) => server?.close(resolve))
    await expect(httpProbe(url)(signal)).rejects.toMatchObject({ code: 'upstream-unreachable' })
  })
})

describe('the flag server', () => {
  it('is degraded when a journey has no flag there', async () => {
    const flags = createLeavingFlagAdmin()
    expect(await flagProbe(flags, ['catalog', 'search'])(signal)).toBeUndefined()
    expect(await flagProbe(flags, ['catalog', 'cart'])(signal)).toEqual({ degraded: 'no flag for cart' })
  })

  it('is away, and says why, when its store is', async () => {
    const list = () => Promise.reject(new BanyanError('unavailable'))
    const flags = { ...createLeavingFlagAdmin(), list }
    await expect(flagProbe(flags, [])(signal)).rejects.toMatchObject({
      detail: expect.stringContaining('store'),
    })
  })
})

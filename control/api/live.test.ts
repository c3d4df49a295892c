import { type ControlServer, operatorToken, startControlServer } from '../testing/control-server.ts'

let server: ControlServer
beforeEach(async () => {
  server = await startControlServer()
})
afterEach(() => server.stop())

type Event = { readonly name: string; readonly data: unknown }

async function open(headers: Record<string, string>, query = ''): Promise<AsyncGenerator<Event>> {
  const answer = await fetch(`${server.url}/api/live${query}`, { headers })
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  return eventsOf(answer)
}

async function* eventsOf(answer: Response): AsyncGenerator<Event> {
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString()
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
      yield { name, data: JSON.parse(data) as unknown }
    }
  }
}

async function next(events: AsyncGenerator<Event>, name: string): Promise<unknown> {
  for (;;) {
    const { value, done } = await events.next()
    if (done) return 'ended'
    if (value.name === name) return value.data
  }
}

const bearer = { authorization: `Bearer ${operatorToken}` }

describe('the live stream', () => {
  it('begins with status, imports and journeys, and shows a flip with the next push', async () => {
    const events = await open(bearer, '?windowSeconds=60')
    const first = [await events.next(), await events.next(), await events.next()].map(({ value }) => value)
    expect(first.map(({ name }) => name)).toEqual(['status', 'imports', 'journeys'])
    expect(first[2]?.data).toMatchObject({ windowSeconds: 60, items: [{ flag: { percent: 0 } }, {}] })
    const headers = { ...bearer, 'if-match': '*' }
    const body = { percent: 25, reason: 'x' }
    await server.call('PUT', '/api/journeys/catalog/percentage', body, headers)
    expect(await next(events, 'journeys')).toMatchObject({ items: [{ flag: { percent: 25 } }, {}] })
    await events.return(undefined)
  })

  it('ends with the session that opened it, and says so', async () => {
    const session = await server.logIn()
    const events = await open({ cookie: session.cookie ?? '' })
    await events.next()
    await server.call('DELETE', '/api/session', undefined, session)
    expect(await next(events, 'signed-out')).toBeNull()
    expect(await next(events, 'journeys')).toBe('ended')
  })

  it('refuses a window that is none', async () => {
    expect((await server.call('GET', '/api/live?windowSeconds=1')).status).toBe(400)
  })

  it('ends when the process stops', async () => {
    const events = await open(bearer)
    await events.next()
    await server.stop()
    expect(await next(events, 'never')).toBe('ended')
    server = await startControlServer()
  })

  it('bears 64 viewers and refuses the next', async () => {
    const viewers = await Promise.all(Array.from({ length: 64 }, () => open(bearer)))
    const refused = await server.call('GET', '/api/live')
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(refused.headers.get('retry-after')).toBe('10')
    for (const viewer of viewers) await viewer.return(undefined)
  })
})

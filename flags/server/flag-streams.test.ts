import { request } from 'node:http'
import { connect } from 'node:net'
import { ask, callsAs } from '../testing/http-answers.ts'
import { plainUnleash } from '../testing/plain-unleash.ts'
import { type RunningFlags, startFlags, tokens } from '../testing/running-flags.ts'
import { until } from '../testing/until.ts'
import { toPercent } from './flag-store.suite.ts'

type Event = { readonly event: string; readonly id: string; readonly data: { readonly events: unknown[] } }

/** Reads server-sent events as they come; the heartbeats' empty ones are counted apart. */
function listenTo(url: string) {
  const heard = { events: [] as Event[], heartbeats: 0, ended: false, retry: '' }
  const call = request(
    `${url}/client/streaming`,
    { headers: { authorization: tokens.client } },
    (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        const frames = text.split('\n\n')
        text = frames.pop() ?? ''
        for (const frame of frames) take(frame)
      })
      response.on('error', () => undefined)
      response.on('end', () => {
        heard.ended = true
      })
    },
  )
  function take(frame: string): void {
    const fields = new Map(
      frame.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]),
    )
    heard.retry ||= fields.get('retry') ?? ''
    const data = JSON.parse(fields.get('data') ?? '')
    if (data.events.length === 0) heard.heartbeats++
    else heard.events.push({ event: fields.get('event') ?? '', id: fields.get('id') ?? '', data })
  }
  call.on('error', () => undefined)
  call.end()
  return { heard, leave: () => call.destroy() }
}

const streamsOf = async ({ server }: RunningFlags) =>
  /^banyan_flag_streams (\d+)$/m.exec((await ask(server.url.replace('/api', '/metrics'), {})).text)?.[1]

describe('streaming', () => {
  it('sends everything on connecting and then each change', async () => {
    const flags = await startFlags()
    const { heard, leave } = listenTo(flags.server.url)
    await until(() => heard.events.length === 1)
    expect(heard.events[0]).toMatchObject({
      event: 'unleash-connected',
      id: '2',
      data: {
        events: [
          {
            type: 'hydration',
            eventId: 2,
            segments: [],
            features: [{ name: 'banyan.catalog' }, { name: 'banyan.search' }],
          },
        ],
      },
    })
    expect(heard.retry).toBe('250')
    await flags.store.change(toPercent(15))
    await until(() => heard.events.length === 2)
    expect(heard.events[1]).toMatchObject({
      event: 'unleash-updated',
      id: '3',
      data: { events: [{ type: 'feature-updated', eventId: 3, feature: { name: 'banyan.catalog' } }] },
    })
    flags.store.remove('banyan.search')
    await until(() => heard.events.length === 3)
    expect(heard.events[2]?.data.events).toEqual([
      { type: 'feature-removed', eventId: 4, featureName: 'banyan.search', project: 'default' },
    ])
    leave()
    await flags.stop()
  })

  it('is understood by a plain Unleash client in streaming mode', async () => {
    const flags = await startFlags()
    const plain = await plainUnleash(flags.server.url, tokens.client, 'streaming')
    const rollout = () =>
      plain.client.getFeatureToggleDefinition('banyan.catalog')?.strategies?.[0]?.parameters.rollout
    expect(rollout()).toBe('0')
    const changed = new Promise((resolve) => plain.client.once('changed', resolve))
    await flags.store.change(toPercent(15))
    await changed
    expect(rollout()).toBe('15')
    plain.close()
    await flags.stop()
  })

  it('shows that it lives', async () => {
    const flags = await startFlags({ streams: { heartbeatMs: 10 } })
    const { heard, leave } = listenTo(flags.server.url)
    await until(() => heard.heartbeats >= 3)
    leave()
    await until(async () => (await streamsOf(flags)) === '0')
    await flags.stop()
  })

  it('ends its streams when it stops', async () => {
    const flags = await startFlags()
    const streams = [listenTo(flags.server.url), listenTo(flags.server.url)]
    await until(() => streams.every(({ heard }) => heard.events.length === 1))
    await flags.stop()
    await until(() => streams.every(({ heard }) => heard.ended))
  })

  it('sends whom it has no place for to polling', async () => {
    const flags = await startFlags({ streams: { maxStreams: 1 } })
    const { heard, leave } = listenTo(flags.server.url)
    await until(() => heard.events.length === 1)
    const answer = await callsAs('client', flags.server.url)('/client/streaming')
    expect(answer).toMatchObject({ status: 429, json: { code: 'too-many-requests' } })
    leave()
    await flags.stop()
  })
})

describe('a client that reads nothing', () => {
  /** A change too big for many of them to fit into a socket's buffers. */
  const bigChange = (flags: RunningFlags, n: number) => {
    const value = [`${n}`, 'x'.repeat(500_000)]
    const constraint = { contextName: 'country', operator: 'NOT_IN' as const, values: value }
    const constraints = [{ ...constraint, inverted: false, caseInsensitive: false }]
    return flags.store.change({
      ...toPercent(0),
      edit: (before) => ({
        ...before,
        strategies: before.strategies.map((strategy) => ({ ...strategy, constraints })),
      }),
    })
  }
  const silentClient = (flags: RunningFlags) => {
    const socket = connect(flags.server.port, '127.0.0.1')
    socket.on('error', () => undefined)
    const get = `GET /api/client/streaming HTTP/1.1\r\nhost: x\r\nauthorization: ${tokens.client}\r\n\r\n`
    socket.pause().write(get)
    return socket
  }

  it('is told everything at once when it reads again, and others wait for nothing', async () => {
    const flags = await startFlags({ streams: { heartbeatMs: 60_000 } })
    const socket = silentClient(flags)
    const { heard, leave } = listenTo(flags.server.url)
    await until(async () => (await streamsOf(flags)) === '2')
    const changes = 40
    for (let n = 1; n <= changes; n++) {
      await bigChange(flags, n)
      await until(() => heard.events.length === n + 1)
    }
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    socket.resume()
    await until(() => text.includes(`"values":["${changes}",`) && text.endsWith('\n\n\r\n'))
    expect(text.split('event: unleash-updated').length - 1).toBeLessThan(changes)
    expect(text.lastIndexOf('"type":"hydration"')).toBeGreaterThan(
      text.lastIndexOf('"type":"feature-updated"'),
    )
    socket.destroy()
    leave()
    await flags.stop()
  })

  it('is let go when it stays stuck', async () => {
    const flags = await startFlags({ streams: { heartbeatMs: 20, stalledMs: 50 } })
    const socket = silentClient(flags)
    await until(async () => (await streamsOf(flags)) === '1')
    let n = 0
    await until(async () => {
      await bigChange(flags, ++n)
      return (await streamsOf(flags)) === '0'
    })
    socket.destroy()
    await flags.stop()
  })
})

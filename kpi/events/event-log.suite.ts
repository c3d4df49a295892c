// What every event log promises; run over each implementation.
import type { Consumer, EventLog } from '#contracts/events/event-log.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { exampleExposure, exampleRow, exampleSummary } from './example-events.ts'
import { createRecordingConsumer } from './recording-consumer.ts'

export type EventLogFixture = {
  /** A process's own handle on the one log of this fixture. */
  open(): EventLog
  /** Closes every handle and removes the log. */
  destroy(): Promise<void>
}

/** At least once is the promise: what came again right away counts once, in its first place. */
const ids = (events: readonly BanyanEvent[]) => [...new Set(events.map((event) => event.id))]
const keyed = (events: readonly BanyanEvent[], key: string) =>
  ids(events.filter((event) => event.partitionkey === key))

function series(name: string, count: number, visitorId = 'visitor-1'): BanyanEvent[] {
  return Array.from({ length: count }, (_, i) => exampleExposure(`${name}-${i}`, { visitorId }))
}

/** @param create makes an empty log */
export function eventLogRules(create: () => Promise<EventLogFixture>): void {
  let fixture: EventLogFixture
  let log: EventLog
  const consuming: { stop(): Promise<void> }[] = []

  beforeEach(async () => {
    fixture = await create()
    log = fixture.open()
  })

  afterEach(async () => {
    await Promise.all(consuming.splice(0).map((c) => c.stop()))
    await fixture.destroy()
  })

  async function consume(consumer: Consumer, from = log) {
    const running = await from.consume(consumer)
    consuming.push(running)
    return running
  }

  it('gives back what was appended, as it was', async () => {
    const events = [
      exampleExposure('a', { visitorId: 'výška 🌳 "\\\u2028' }),
      exampleSummary('b', '2026-03-01T10:00:00Z', [exampleRow([0.012, 3.5], { side: 'new' })]),
    ]
    const consumer = createRecordingConsumer('g')
    await log.append(events)
    await consume(consumer)
    await consumer.until(() => ids(consumer.events).length === 2)
    expect(events.map(({ id }) => consumer.events.find((event) => event.id === id))).toEqual(events)
  })

  it('takes an empty append and offers no empty batch', async () => {
    const consumer = createRecordingConsumer('g')
    await consume(consumer)
    await log.append([])
    await log.append(series('a', 1))
    await consumer.until(() => ids(consumer.events).length === 1)
    expect(ids(consumer.events)).toEqual(['a-0'])
    expect(consumer.offered.filter((batch) => batch.events.length === 0)).toEqual([])
  })

  it('keeps the order of a key, within an append and from one append to the next', async () => {
    const consumer = createRecordingConsumer('g')
    await consume(consumer)
    for (let i = 0; i < 5; i++) {
      await log.append([...series(`x${i}`, 3, 'x'), ...series(`y${i}`, 3, 'y')])
    }
    await consumer.until(() => ids(consumer.events).length === 30)
    for (const key of ['x', 'y']) {
      const expected = [0, 1, 2, 3, 4].flatMap((i) => [0, 1, 2].map((j) => `${key}${i}-${j}`))
      expect(keyed(consumer.events, key)).toEqual(expected)
    }
  })

  it('loses nothing of many appends at once, each in its order', async () => {
    const consumer = createRecordingConsumer('g')
    await consume(consumer)
    const other = fixture.open()
    const names = Array.from({ length: 40 }, (_, i) => `n${i}`)
    await Promise.all(names.map((name, i) => (i % 2 ? log : other).append(series(name, 25, name))))
    await consumer.until(() => ids(consumer.events).length === 1_000)
    for (const name of names) expect(keyed(consumer.events, name)).toEqual(ids(series(name, 25)))
  })

  it('shows every group every event', async () => {
    const [one, two] = [createRecordingConsumer('one'), createRecordingConsumer('two')]
    await consume(one)
    await log.append(series('a', 3))
    await consume(two)
    await Promise.all([one, two].map((c) => c.until(() => ids(c.events).length === 3)))
    expect(ids(two.events)).toEqual(ids(one.events))
  })

  it('offers each event to one member of a group only', async () => {
    const positions = new Map<string, string>()
    const members = [createRecordingConsumer('g', positions), createRecordingConsumer('g', positions)]
    await consume(members[0] as Consumer)
    await consume(members[1] as Consumer, fixture.open())
    const seen = () => members.flatMap((member) => member.events)
    await log.append(series('a', 50, 'a'))
    await log.append(series('b', 50, 'b'))
    await Promise.race(members.map((member) => member.until(() => ids(seen()).length === 100)))
    expect(ids(seen()).sort()).toEqual(ids([...series('a', 50), ...series('b', 50)]).sort())
    const [one, two] = members.map((member) => new Set(ids(member.events)))
    expect(one?.intersection(two ?? new Set()).size).toBe(0)
  })

  it('lets another member of the group go on where one stopped', async () => {
    const first = createRecordingConsumer('g')
    const second = createRecordingConsumer('g', first.positions)
    const running = await consume(first)
    await log.append(series('a', 2))
    await first.until(() => ids(first.events).length === 2)
    await consume(second, fixture.open())
    await running.stop()
    await log.append(series('b', 2))
    await second.until(() => ids(second.events).length === 2)
    expect(ids(second.events)).toEqual(ids(series('b', 2)))
  })

  it('goes on behind the position that the consumer stored', async () => {
    const first = createRecordingConsumer('g')
    await log.append(series('a', 4))
    const running = await consume(first)
    await first.until(() => ids(first.events).length === 4)
    await running.stop()
    await log.append(series('b', 2))
    const second = createRecordingConsumer('g', first.positions)
    await consume(second, fixture.open())
    await second.until(() => ids(second.events).length === 2)
    expect(ids(second.events)).toEqual(ids(series('b', 2)))
  })

  it('believes the consumer where it stands, not its own memory', async () => {
    const first = createRecordingConsumer('g')
    await log.append(series('a', 3))
    const running = await consume(first)
    await first.until(() => ids(first.events).length === 3)
    await running.stop()
    const forgetful = createRecordingConsumer('g')
    await consume(forgetful)
    await forgetful.until(() => ids(forgetful.events).length === 3)
    expect(ids(forgetful.events)).toEqual(ids(series('a', 3)))
  })

  it('offers a rejected batch again, and nothing behind it before', async () => {
    let rejections = 3
    const consumer = createRecordingConsumer('g', undefined, () => {
      if (rejections-- > 0) throw new Error('not now')
    })
    await consume(consumer)
    for (const event of series('a', 10)) await log.append([event])
    await consumer.until(() => ids(consumer.events).length === 10)
    expect(consumer.offered.slice(0, 4).map((batch) => batch.events[0]?.id)).toEqual(Array(4).fill('a-0'))
    expect(ids(consumer.events)).toEqual(ids(series('a', 10)))
  })

  it('tries again where the consumer cannot tell where it stands', async () => {
    const consumer = createRecordingConsumer('g')
    let failures = 2
    const position = (stretch: string) =>
      failures-- > 0 ? Promise.reject(new Error('not now')) : consumer.position(stretch)
    await log.append(series('a', 2))
    await consume({ group: 'g', position, apply: consumer.apply })
    await consumer.until(() => ids(consumer.events).length === 2)
    expect(ids(consumer.events)).toEqual(ids(series('a', 2)))
  })

  it('stops after the running batch', async () => {
    const started = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const consumer = createRecordingConsumer('g', undefined, async () => {
      started.resolve()
      await release.promise
    })
    await log.append(series('a', 1))
    const running = await consume(consumer)
    await started.promise
    let stopped = false
    const stopping = running.stop().then(() => {
      stopped = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(stopped).toBe(false)
    release.resolve()
    await stopping
    expect(ids(consumer.events)).toEqual(['a-0'])
  })

  it('refuses to append once it is closed', async () => {
    await log.close()
    await expect(log.append(series('a', 1))).rejects.toMatchObject({ code: 'unavailable' })
  })
}

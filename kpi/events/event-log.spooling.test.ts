import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BanyanError } from '#contracts/errors.ts'
import type { EventLog } from '#contracts/events/event-log.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createMemoryEventLog } from './event-log.memory.ts'
import { createSpoolingEventLog, type SpoolAlarm, type SpoolingOptions } from './event-log.spooling.ts'
import { eventLogRules } from './event-log.suite.ts'
import { exampleExposure } from './example-events.ts'

const backOff = { firstMs: 1, longestMs: 5 }
const exposures = (...names: string[]) => names.map((id) => exampleExposure(id))

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-spooling-'))
})

afterEach(() => rm(directory, { recursive: true, force: true }))

type Mood = 'well' | 'failing' | 'hanging'

/** A log that fails or hangs when it is told to, and remembers what it took. */
function createMoodyLog() {
  const taken: string[] = []
  const changed = new Set<() => void>()
  let mood: Mood = 'well'
  const log: EventLog = {
    append: async (events: readonly BanyanEvent[]) => {
      if (mood === 'hanging') await new Promise(() => undefined)
      if (mood === 'failing') throw new BanyanError('unavailable')
      taken.push(...events.map((event) => event.id))
      for (const look of changed) look()
    },
    consume: () => Promise.reject(new BanyanError('unavailable')),
    close: async () => undefined,
  }
  return {
    log,
    taken,
    be: (next: Mood) => {
      mood = next
    },
    until: (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (taken.length >= count) resolve()
        }
        changed.add(look)
        look()
      }),
  }
}

describe('a spooling log whose inner log is well', () => {
  eventLogRules(async () => {
    const memory = createMemoryEventLog({ backOff })
    let number = 0
    const opened: Promise<EventLog>[] = []
    const openNext = () =>
      createSpoolingEventLog(memory, { directory: join(directory, String(number++)), log: silentLog })
    const open = () => {
      const log = openNext()
      opened.push(log)
      return later(log)
    }
    return {
      open,
      destroy: async () => {
        for (const log of opened) await (await log).close()
      },
    }
  })
})

/** A log that will be there: hands every call on when it is. */
function later(log: Promise<EventLog>): EventLog {
  return {
    append: async (events) => (await log).append(events),
    consume: async (consumer) => (await log).consume(consumer),
    close: async () => (await log).close(),
  }
}

describe('a spooling log whose inner log is away', () => {
  let inner: ReturnType<typeof createMoodyLog>
  let alarms: SpoolAlarm[]

  beforeEach(() => {
    inner = createMoodyLog()
    alarms = []
  })

  const open = (more: Partial<SpoolingOptions> = {}) =>
    createSpoolingEventLog(inner.log, {
      directory,
      log: silentLog,
      backOff,
      onAlarm: (alarm) => alarms.push(alarm),
      ...more,
    })

  it('takes events all the same, and hands them on in their order when it is back', async () => {
    const log = await open()
    await log.append(exposures('a'))
    inner.be('failing')
    await log.append(exposures('b', 'c'))
    await log.append(exposures('d'))
    expect(log.status()).toEqual({ spooling: true, spooledBytes: expect.any(Number) })
    expect(log.status().spooledBytes).toBeGreaterThan(0)
    inner.be('well')
    await log.append(exposures('e'))
    await inner.until(5)
    expect(inner.taken).toEqual(['a', 'b', 'c', 'd', 'e'])
    await log.close()
  })

  it('takes the short way again when everything is handed on', async () => {
    const drained = Promise.withResolvers<void>()
    const log = await open({ onAlarm: (alarm) => alarm.kind === 'drained' && drained.resolve() })
    inner.be('failing')
    await log.append(exposures('a'))
    inner.be('well')
    await drained.promise
    expect(log.status()).toEqual({ spooling: false, spooledBytes: 0 })
    await log.append(exposures('b'))
    expect(inner.taken).toEqual(['a', 'b'])
    await log.close()
  })

  it('does not wait for a log that hangs', async () => {
    const log = await open({ appendWithinMs: 20 })
    inner.be('hanging')
    await log.append(exposures('a'))
    await log.append(exposures('b'))
    inner.be('well')
    await inner.until(2)
    expect(inner.taken).toEqual(['a', 'b'])
    await log.close()
  })

  it('hands on after a restart what was on disk before it', async () => {
    inner.be('failing')
    const killed = await open({ backOff: { firstMs: 3_600_000, longestMs: 3_600_000 } })
    await killed.append(exposures('a'))
    await killed.append(exposures('b'))
    await killed.close()
    inner.be('well')
    const next = await open()
    await next.append(exposures('c'))
    await inner.until(3)
    expect(inner.taken).toEqual(['a', 'b', 'c'])
    await next.close()
  })

  it('loses nothing of many appends at once while the log comes and goes', async () => {
    const log = await open({ segmentBytes: 2_000 })
    const names = Array.from({ length: 200 }, (_, i) => `e${i}`)
    await Promise.all(
      names.map(async (name, i) => {
        inner.be(i % 3 === 0 ? 'failing' : 'well')
        await log.append(exposures(name))
      }),
    )
    inner.be('well')
    await inner.until(names.length)
    expect([...new Set(inner.taken)].sort()).toEqual([...names].sort())
    await log.close()
  })

  it('keeps the order of one who appends one after the other while the log comes and goes', async () => {
    const log = await open()
    const names = Array.from({ length: 100 }, (_, i) => `e${i}`)
    for (const [i, name] of names.entries()) {
      inner.be(i % 7 < 3 ? 'failing' : 'well')
      await log.append(exposures(name))
    }
    inner.be('well')
    await inner.until(names.length)
    expect([...new Set(inner.taken)]).toEqual(names)
    await log.close()
  })

  it('says so once when it begins and once when it is over', async () => {
    const drained = Promise.withResolvers<void>()
    const log = await open({
      onAlarm: (alarm) => {
        alarms.push(alarm)
        if (alarm.kind === 'drained') drained.resolve()
      },
    })
    inner.be('failing')
    await Promise.all([log.append(exposures('a')), log.append(exposures('b'))])
    inner.be('well')
    await drained.promise
    expect(alarms.map((alarm) => alarm.kind)).toEqual(['spooling', 'drained'])
    await log.close()
  })

  it('rejects, and raises an alarm, only when the disk does not take the events either', async () => {
    inner.be('failing')
    const log = await open({ maxBytes: 600 })
    await log.append(exposures('a'))
    await expect(log.append(exposures('b', 'c'))).rejects.toMatchObject({ code: 'unavailable' })
    expect(alarms.map((alarm) => alarm.kind)).toEqual(['spooling', 'refused'])
    inner.be('well')
    await inner.until(1)
    expect(inner.taken).toEqual(['a'])
    await log.close()
  })
})

import { BanyanError } from '#contracts/errors.ts'
import { silentLog } from '#contracts/process/log.ts'
import { type Monitor, type Probe, startMonitor } from './monitor.ts'

const ok: Probe = async () => undefined
const all = { facade: ok, services: ok, suite: ok, flags: ok, database: ok, events: ok }
let monitor: Monitor | null = null
let now = Date.parse('2026-11-22T10:00:00Z')
afterEach(() => monitor?.stop())

function watch(probes: Partial<typeof all>): Monitor {
  monitor = startMonitor({
    probes: { ...all, ...probes },
    auditWaiting: () => 2,
    log: silentLog,
    now: () => now,
    everyMs: 3_600_000,
    patienceMs: 20,
  })
  return monitor
}

const stateOf = (m: Monitor, name: string) => m.status().dependencies.find((one) => one.name === name)

describe('the status', () => {
  it('is unknown before anybody was asked, and ok when everybody answers', async () => {
    const m = watch({})
    expect(m.status()).toMatchObject({ state: 'unknown', auditWaiting: 2 })
    await m.look()
    expect(m.status().state).toBe('ok')
    expect(m.status().dependencies.map(({ meaning }) => meaning)).toEqual(Array(6).fill(null))
  })

  it('says who is away, why, since when, and what it means for shoppers', async () => {
    let away = false
    const m = watch({
      suite: async () => {
        if (away) throw new BanyanError('upstream-unreachable', { detail: 'refused' })
        return undefined
      },
    })
    await m.look()
    away = true
    now += 60_000
    await m.look()
    const since = new Date(now).toISOString()
    now += 60_000
    await m.look()
    expect(m.status().state).toBe('degraded')
    expect(stateOf(m, 'suite')).toMatchObject({ state: 'away', since, latencyMs: null, detail: 'refused' })
    expect(stateOf(m, 'suite')?.meaning).toContain('new side')
  })

  it('tells degraded from away', async () => {
    const m = watch({ events: async () => ({ degraded: '12,000 events wait' }) })
    await m.look()
    expect(stateOf(m, 'events')).toMatchObject({ state: 'degraded', detail: '12,000 events wait' })
  })

  it('gives up on one that hangs, and shows nothing of a fault that is ours', async () => {
    const m = watch({
      facade: () => new Promise(() => undefined),
      flags: () => Promise.reject(new Error('a secret of ours')),
    })
    await m.look()
    expect(stateOf(m, 'facade')).toMatchObject({ state: 'away', detail: 'no answer within 0.02 s' })
    expect(JSON.stringify(m.status())).not.toContain('a secret of ours')
  })
})

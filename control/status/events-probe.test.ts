import { eventsProbe } from './events-probe.ts'

const signal = AbortSignal.timeout(10_000)

describe('the events', () => {
  it('are well while no consumer leaves one waiting for long', async () => {
    const probe = eventsProbe(async () => [{ group: 'kpi', behind: 900, oldestSeconds: 3 }])
    expect(await probe(signal)).toBeUndefined()
  })

  it('are degraded when a consumer lags, with how far', async () => {
    const probe = eventsProbe(async () => [{ group: 'kpi', behind: 12_000, oldestSeconds: 61.4 }])
    expect(await probe(signal)).toEqual({ degraded: 'kpi is 12000 events behind, the oldest 61 s old' })
  })

  it('are away when the log cannot be read', async () => {
    const probe = eventsProbe(() => Promise.reject(new Error('gone')))
    await expect(probe(signal)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

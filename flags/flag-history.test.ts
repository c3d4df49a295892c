import { changesOf, unleashEvent } from './flag-history.ts'

const event = (id: number, type: string, more: object = {}) =>
  unleashEvent.parse({ id, type, createdAt: `2026-01-01T00:00:0${id}Z`, createdBy: 'ann', ...more })
const strategy = (rollout: string) => ({ name: 'flexibleRollout', parameters: { rollout } })
const here = { environment: 'development' }

describe('a journey’s changes, told from Unleash’s events', () => {
  it('walks back from how the flag stands now', () => {
    const events = [
      event(4, 'feature-environment-disabled', { ...here, reason: 'errors' }),
      event(3, 'feature-strategy-update', { ...here, preData: strategy('5'), data: strategy('25') }),
      event(2, 'feature-strategy-update', { ...here, preData: strategy('0'), data: strategy('5') }),
      event(1, 'feature-created', { data: { name: 'banyan.catalog' } }),
    ]
    const changes = changesOf('catalog', 'development', events, { enabled: false, percent: 25 })
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      [
        { enabled: true, percent: 25 },
        { enabled: false, percent: 25 },
      ],
      [
        { enabled: true, percent: 5 },
        { enabled: true, percent: 25 },
      ],
      [
        { enabled: true, percent: 0 },
        { enabled: true, percent: 5 },
      ],
      [null, { enabled: true, percent: 0 }],
    ])
    expect(changes[0]).toMatchObject({ journey: 'catalog', actor: 'ann', reason: 'errors' })
    expect(changes[0]?.at).toBe('2026-01-01T00:00:04Z')
  })

  it('leaves out other environments, other events, and what moved neither switch nor percentage', () => {
    const events = [
      event(4, 'feature-environment-enabled', { environment: 'production' }),
      event(3, 'feature-tagged'),
      event(2, 'feature-strategy-update', { ...here, preData: strategy('5'), data: strategy('5') }),
    ]
    expect(changesOf('catalog', 'development', events, { enabled: true, percent: 5 })).toEqual([])
  })

  it('begins with the flag: what an earlier one of the same name did is not its history', () => {
    const events = [
      event(3, 'feature-created'),
      event(2, 'feature-strategy-update', { ...here, preData: strategy('5'), data: strategy('9') }),
    ]
    expect(changesOf('catalog', 'development', events, { enabled: true, percent: 0 })).toHaveLength(1)
  })
})

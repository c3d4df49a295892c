import { acceptFeatures } from './accept-features.ts'

const rollout = (percent: unknown, more: object = {}) => ({
  name: 'flexibleRollout',
  parameters: { groupId: 'catalog:1', rollout: percent, stickiness: 'userId', ...more },
})
const catalog = (percent: unknown, more: object = {}) => ({
  name: 'banyan.catalog',
  enabled: true,
  strategies: [rollout(percent, more)],
})
const search = { name: 'banyan.search', enabled: true, strategies: [rollout('5')] }

function taken(raw: unknown, previous: Parameters<typeof acceptFeatures>[1] = null) {
  const accepted = acceptFeatures(raw, previous)
  if (accepted.kind === 'refused') throw new Error(accepted.why)
  return accepted
}

describe('what of a flag server’s answer is believed', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', '<html>'],
    ['a list', []],
    ['no list of flags', { features: 'all' }],
    ['an empty list', { version: 2, features: [] }],
    ['flags of others only', { features: [{ name: 'x', enabled: true, strategies: [] }] }],
    ['a journey’s flag that was never well-formed', { features: [catalog('lots')] }],
  ])('%s is refused', (_, raw) => {
    expect(acceptFeatures(raw, null).kind).toBe('refused')
  })

  it('a list with a journey’s flag is taken, in one order whatever the server’s', () => {
    const { set, doubts } = taken({ features: [search, catalog('25')] })
    expect(set.features.map(({ name }) => name)).toEqual(['banyan.catalog', 'banyan.search'])
    expect(doubts).toEqual([])
  })

  it('a journey’s flag that is malformed keeps its previous form, and the others still change', () => {
    const { set: before } = taken({ features: [catalog('25'), search] })
    const off = { ...search, enabled: false }
    const { set, doubts } = taken({ features: [catalog('lots'), off] }, before)
    expect(set.features[0]).toEqual(before.features[0])
    expect(set.features[1]?.enabled).toBe(false)
    expect(doubts).toEqual(['banyan.catalog is malformed; its previous form stays'])
  })

  it.each([[''], [-1], [101], ['NaN'], [null], [true], [['5']]])(
    'a rollout of %j is malformed',
    (percent) => {
      const { set, doubts } = taken({ features: [catalog(percent), search] })
      expect(set.features.map(({ name }) => name)).toEqual(['banyan.search'])
      expect(doubts).toEqual(['banyan.catalog is malformed; it is left out'])
    },
  )

  it('a journey that is missing is believed missing', () => {
    const { set: before } = taken({ features: [catalog('25'), search] })
    expect(taken({ features: [search] }, before).set.features.map(({ name }) => name)).toEqual([
      'banyan.search',
    ])
  })

  it('a draw at random becomes a draw by visitor', () => {
    const { set, doubts } = taken({ features: [catalog('25', { stickiness: 'random' })] })
    expect(set.features[0]?.strategies[0]?.parameters.stickiness).toBe('userId')
    expect(doubts).toEqual(['banyan.catalog draws at random; it is drawn by visitor'])
  })

  it('somebody else’s malformed flag or segment is left out without a word', () => {
    const raw = { features: [catalog('1'), { name: 'x' }, 7], segments: [{ id: 'x' }, { id: 1 }] }
    const { set, doubts } = taken(raw)
    expect(set.features).toHaveLength(1)
    expect(set.segments).toEqual([{ id: 1, constraints: [] }])
    expect(doubts).toEqual([])
  })

  it('keeps what Unleash evaluates and we do not know', () => {
    const dependencies = [{ feature: 'parent' }]
    expect(taken({ features: [{ ...catalog('1'), dependencies }] }).set.features[0]).toMatchObject({
      dependencies,
    })
  })
})

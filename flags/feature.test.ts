import { featureSchema, isPercent, journeyFlagOf, journeyOf } from './feature.ts'

const feature = (strategies: readonly object[], more: object = {}) =>
  featureSchema.parse({ name: 'banyan.catalog', enabled: true, strategies, ...more })
const rollout = (percent: string, more: object = {}) => ({
  name: 'flexibleRollout',
  parameters: { groupId: 'catalog:3', rollout: percent, stickiness: 'userId' },
  ...more,
})
const versionOf = (...args: Parameters<typeof feature>) => journeyFlagOf('catalog', feature(...args)).version

describe('a journey’s flag', () => {
  it('has percentage and group of the first flexibleRollout', () => {
    const flag = journeyFlagOf('catalog', feature([{ name: 'userWithId' }, rollout('25'), rollout('50')]))
    expect(flag).toMatchObject({ journey: 'catalog', enabled: true, percent: 25, groupId: 'catalog:3' })
  })

  it('is at 100 % without strategies, and at 0 % with none that draws, as Unleash has it', () => {
    expect(journeyFlagOf('catalog', feature([])).percent).toBe(100)
    expect(journeyFlagOf('catalog', feature([{ name: 'userWithId' }])).percent).toBe(0)
  })

  it('draws in a group named after the flag where no group is named, as Unleash does', () => {
    const noGroup = { name: 'flexibleRollout', parameters: { rollout: '5' } }
    expect(journeyFlagOf('catalog', feature([noGroup])).groupId).toBe('banyan.catalog')
  })

  it('has the server’s version where there is one', () => {
    expect(versionOf([rollout('1')], { version: 17 })).toBe('17')
  })

  it('has equal versions where equal things decide, however a server writes them', () => {
    const written = versionOf([rollout('1', { constraints: [], segments: [] })])
    const other = versionOf([rollout('1', { id: 'x', constraints: null, variants: [], sortOrder: 3 })])
    expect(other).toBe(written)
  })

  it.each([
    ['percentage', [rollout('2')], {}],
    ['switch', [rollout('1')], { enabled: false }],
    [
      'constraint',
      [rollout('1', { constraints: [{ contextName: 'country', operator: 'IN', values: ['DE'] }] })],
      {},
    ],
    ['strategy', [rollout('1'), rollout('1')], {}],
  ])('has another version after a change of its %s', (_, strategies, more) => {
    expect(versionOf(strategies, more)).not.toBe(versionOf([rollout('1')]))
  })
})

describe('names and percentages', () => {
  it('finds the journey of a flag’s name, and none of another’s', () => {
    expect(journeyOf('banyan.search')).toBe('search')
    expect(journeyOf('banyan.nothing')).toBeNull()
    expect(journeyOf('search')).toBeNull()
  })

  it.each([
    ['0', true],
    ['100', true],
    ['33.3', true],
    [50, true],
    ['', false],
    ['-1', false],
    ['101', false],
    ['x', false],
    [Number.NaN, false],
    [undefined, false],
  ])('%j is a percentage: %s', (value, expected) => {
    expect(isPercent(value)).toBe(expected)
  })
})

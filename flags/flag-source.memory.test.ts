import { createMemoryFlagSource } from './flag-source.memory.ts'
import { flagSourceSuite } from './flag-source.suite.ts'
import { newVisitors, visitors } from './testing/visitors.ts'

flagSourceSuite('memory', async () => {
  const source = createMemoryFlagSource()
  return {
    source,
    set: async (journey, change) => source.set(journey, change),
    remove: async (journey) => source.remove(journey),
    close: () => source.close(),
  }
})

describe('memory flag source', () => {
  it('draws anew in another group, and only among those whom the constraints let in', async () => {
    const source = createMemoryFlagSource()
    const people = visitors(1_000)
    source.set('catalog', { percent: 50 })
    const first = newVisitors(source, 'catalog', people)
    source.set('catalog', { groupId: 'catalog:2' })
    const second = newVisitors(source, 'catalog', people)
    expect(second).not.toEqual(first)
    source.set('catalog', {
      percent: 100,
      constraints: [{ contextName: 'country', operator: 'IN', values: ['AT'] }],
    })
    expect(newVisitors(source, 'catalog', people).size).toBe(0)
    const inAustria = people.map((subject) => ({ ...subject, country: 'AT' }))
    expect(newVisitors(source, 'catalog', inAustria).size).toBe(people.length)
    await source.close()
  })
})

import { flagSourceSuite } from './flag-source.suite.ts'
import { flagName } from './flag-source.ts'
import { plainUnleash } from './testing/plain-unleash.ts'
import { startFlags, tokens } from './testing/running-flags.ts'
import { openSource } from './testing/sources.ts'
import { seen } from './testing/until.ts'
import { newVisitors, visitors } from './testing/visitors.ts'

const act = { actor: 'tester', reason: 'a test' }

flagSourceSuite('unleash-client, streamed by the embedded server', async () => {
  const flags = await startFlags()
  const source = await openSource({ url: flags.server.url })
  return {
    source,
    set: async (journey, { percent, enabled }) => {
      const { version } =
        percent === undefined
          ? await flags.admin.setEnabled(journey, enabled ?? true, act)
          : await flags.admin.setPercent(journey, percent, act)
      await seen(source, () => source.journey(journey)?.version === version)
    },
    remove: async (journey) => {
      flags.store.remove(flagName(journey))
      await seen(source, () => source.journey(journey) === null)
    },
    close: async () => {
      await source.close()
      await flags.stop()
    },
  }
})

describe('the split is Unleash’s own', () => {
  it('gives every visitor the side that a plain Unleash client gives, polled and streamed', async () => {
    const flags = await startFlags()
    await flags.admin.setPercent('catalog', 37, act)
    await flags.admin.setPercent('search', 63, act)
    const source = await openSource({ url: flags.server.url })
    const people = visitors(20_000)
    for (const mode of ['polling', 'streaming'] as const) {
      const plain = await plainUnleash(flags.server.url, tokens.client, mode)
      for (const journey of ['catalog', 'search'] as const) {
        const ours = newVisitors(source, journey, people)
        expect(ours.size).toBeGreaterThan(0)
        expect(newVisitors(plain, journey, people)).toEqual(ours)
      }
      plain.close()
    }
    await source.close()
    await flags.stop()
  })

  it('holds constraints on channel, country, currency and locale', async () => {
    const flags = await startFlags()
    await flags.admin.setPercent('catalog', 100, act)
    await flags.store.change({
      feature: flagName('catalog'),
      type: 'feature-strategy-update',
      act,
      ifVersion: null,
      edit: (before) => ({
        ...before,
        strategies: before.strategies.map((strategy) => ({
          ...strategy,
          constraints: ['channel', 'country', 'currency', 'locale'].map((contextName) => ({
            contextName,
            operator: 'IN' as const,
            values: ['app', 'DE', 'EUR', 'de'],
            inverted: false,
            caseInsensitive: false,
          })),
        })),
      }),
    })
    const source = await openSource({ url: flags.server.url })
    const fits = { visitorId: 'v', channel: 'app', country: 'DE', currency: 'EUR', locale: 'de' }
    expect(source.isNew('catalog', fits)).toBe(true)
    for (const part of ['channel', 'country', 'currency', 'locale']) {
      expect(source.isNew('catalog', { ...fits, [part]: 'other' })).toBe(false)
    }
    await source.close()
    await flags.stop()
  })
})

import { flagAdminSuite } from './flag-admin.suite.ts'
import { createUnleashFlagAdmin } from './flag-admin.unleash.ts'
import { startFlags, tokens } from './testing/running-flags.ts'
import { type Conduct, startScriptedServer } from './testing/scripted-server.ts'

const act = { actor: 'ann', reason: 'a test' }

flagAdminSuite('embedded server', { keepsActs: true }, async () => {
  const flags = await startFlags()
  return { admin: flags.admin, close: flags.stop }
})

describe('flag admin over the embedded server', () => {
  it('carries out all of many changes at once, each on what the one before it left', async () => {
    const flags = await startFlags()
    const percents = [1, 2, 3, 4]
    await Promise.all(percents.map((percent) => flags.admin.setPercent('catalog', percent, act)))
    const history = (await flags.admin.history('catalog', 100)).slice(0, -1)
    expect(history.map(({ after }) => after.percent).sort()).toEqual(percents)
    for (const [n, change] of history.slice(0, -1).entries()) {
      expect(change.before).toEqual(history[n + 1]?.after)
    }
    await flags.stop()
  })

  it('lets exactly one of two win who decided on the same version', async () => {
    const flags = await startFlags()
    const [read] = (await flags.admin.list()).filter(({ journey }) => journey === 'catalog')
    const both = await Promise.allSettled([
      flags.admin.setPercent('catalog', 10, act, read?.version),
      flags.admin.setPercent('catalog', 20, act, read?.version),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'precondition-failed' },
    })
    await flags.stop()
  })

  it('reads a history that is longer than a page', async () => {
    const flags = await startFlags()
    for (let flip = 1; flip <= 230; flip++) {
      await flags.store.change({
        feature: 'banyan.catalog',
        type: flip % 2 ? 'feature-environment-disabled' : 'feature-environment-enabled',
        edit: (before) => ({ ...before, enabled: !before.enabled }),
        act,
        ifVersion: null,
      })
    }
    const history = await flags.admin.history('catalog', 1_000)
    expect(history).toHaveLength(231)
    expect(history.at(-1)).toMatchObject({ before: null, after: { enabled: true, percent: 0 } })
    await flags.stop()
  })
})

describe('flag admin and a flag server in trouble', () => {
  it('says unauthenticated of a wrong token and of a client token', async () => {
    const flags = await startFlags()
    for (const token of ['wrong', tokens.client, '']) {
      const admin = createUnleashFlagAdmin({ url: flags.server.url, token })
      await expect(admin.list()).rejects.toMatchObject({ code: 'unauthenticated' })
      await expect(admin.setEnabled('catalog', false, act)).rejects.toMatchObject({ code: 'unauthenticated' })
    }
    await flags.stop()
  })

  it('says unavailable while the store is away, and nothing is changed', async () => {
    const flags = await startFlags()
    flags.store.setAway(true)
    await expect(flags.admin.setPercent('catalog', 10, act)).rejects.toMatchObject({ code: 'unavailable' })
    flags.store.setAway(false)
    expect(await flags.admin.setPercent('catalog', 0, act)).toMatchObject({ percent: 0, version: '1' })
    await flags.stop()
  })

  it.each(['silent', 'failing', 'web page', 'empty'] satisfies Conduct[])(
    'says unavailable where the server is %s',
    async (conduct) => {
      const server = await startScriptedServer(conduct)
      const admin = createUnleashFlagAdmin({ url: server.url, token: 't', timeoutMs: 100 })
      await expect(admin.list()).rejects.toMatchObject({ code: 'unavailable' })
      await expect(admin.setPercent('catalog', 1, act)).rejects.toMatchObject({ code: 'unavailable' })
      await expect(admin.history(null, 1)).rejects.toMatchObject({ code: 'unavailable' })
      await server.stop()
    },
  )

  it('says whether a change that was not answered may be stored', async () => {
    const server = await startScriptedServer('silent')
    const options = { url: server.url, token: 't', timeoutMs: 100 }
    const lost = createUnleashFlagAdmin(options).setEnabled('catalog', false, act)
    await expect(lost).rejects.toMatchObject({ detail: expect.stringContaining('not known') })
    await server.stop()
    const unsent = createUnleashFlagAdmin(options).setEnabled('catalog', false, act)
    await expect(unsent).rejects.toMatchObject({ detail: expect.stringContaining('cannot be reached') })
  })

  it('kills with one call, before anything is read', async () => {
    const server = await startScriptedServer('web page')
    const kill = createUnleashFlagAdmin({ url: server.url, token: 't' }).setEnabled('catalog', false, act)
    await expect(kill).rejects.toMatchObject({ detail: expect.stringContaining('is stored') })
    expect(server.requests()).toBe(2)
    await server.stop()
  })

  it('keeps the token out of what it rejects with', async () => {
    const admin = createUnleashFlagAdmin({ url: 'http://127.0.0.1:9/api', token: 'very-secret' })
    const error = await admin.list().catch((thrown: unknown) => thrown)
    const { inspect } = await import('node:util')
    expect(inspect(error, { depth: 20 })).not.toContain('very-secret')
    expect(error).toMatchObject({ code: 'unavailable' })
  })
})

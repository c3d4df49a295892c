// What every FlagAdmin holds, whatever server it drives.
import { journeys } from '#contracts/operations.ts'
import type { FlagAdmin } from './flag-admin.ts'

export type FlagAdminHarness = { readonly admin: FlagAdmin; close(): Promise<void> }

export type FlagAdminTraits = {
  /** Whether actor and reason come back from the history: a real Unleash has its own idea of the first. */
  readonly keepsActs: boolean
}

const act = { actor: 'ann', reason: 'a test — with “signs” & 100 %\r\nof the trouble' }

/** The shared behaviour, run over one implementation. */
export function flagAdminSuite(
  name: string,
  traits: FlagAdminTraits,
  open: () => Promise<FlagAdminHarness>,
): void {
  describe(`flag admin: ${name}`, () => {
    const running: { harness: FlagAdminHarness | null } = { harness: null }
    const admin = () => {
      if (!running.harness) throw new Error('not opened')
      return running.harness.admin
    }
    beforeEach(async () => {
      running.harness = await open()
    })
    afterEach(async () => {
      await running.harness?.close()
      running.harness = null
    })
    changes(admin)
    guards(admin)
    remembers(admin, traits)
  })
}

function changes(admin: () => FlagAdmin): void {
  it('lists every journey: at 0 %, switched on, in a group of its own', async () => {
    const flags = await admin().list()
    expect(flags.map(({ journey }) => journey).sort()).toEqual([...journeys].sort())
    for (const flag of flags) {
      expect(flag).toMatchObject({ enabled: true, percent: 0, groupId: `${flag.journey}:1` })
    }
  })
  it('sets the percentage of one journey and leaves the others', async () => {
    const flag = await admin().setPercent('catalog', 25, act)
    expect(flag).toMatchObject({ journey: 'catalog', enabled: true, percent: 25, groupId: 'catalog:1' })
    const flags = await admin().list()
    expect(flags.find(({ journey }) => journey === 'catalog')).toEqual(flag)
    expect(flags.find(({ journey }) => journey === 'search')).toMatchObject({ percent: 0 })
  })
  it('switches off and on again, and the percentage stays', async () => {
    await admin().setPercent('catalog', 25, act)
    expect(await admin().setEnabled('catalog', false, act)).toMatchObject({ enabled: false, percent: 25 })
    expect(await admin().setPercent('catalog', 30, act)).toMatchObject({ enabled: false, percent: 30 })
    expect(await admin().setEnabled('catalog', true, act)).toMatchObject({ enabled: true, percent: 30 })
  })
  it('changes the version with every flip, and not when nothing changes', async () => {
    const first = await admin().setPercent('catalog', 10, act)
    const second = await admin().setPercent('catalog', 20, act)
    expect(second.version).not.toBe(first.version)
    const again = await admin().setPercent('catalog', 20, act)
    expect(again).toEqual(second)
  })
}

function guards(admin: () => FlagAdmin): void {
  it('refuses a change that was decided on an old version, and changes nothing', async () => {
    const read = await admin().setPercent('catalog', 10, act)
    await admin().setPercent('catalog', 20, act)
    const stale = { code: 'precondition-failed' }
    await expect(admin().setPercent('catalog', 30, act, read.version)).rejects.toMatchObject(stale)
    await expect(admin().setEnabled('catalog', false, act, read.version)).rejects.toMatchObject(stale)
    const [flag] = (await admin().list()).filter(({ journey }) => journey === 'catalog')
    expect(flag).toMatchObject({ percent: 20, enabled: true })
  })
  it('takes a change that was decided on the current version', async () => {
    const read = await admin().setPercent('catalog', 10, act)
    expect(await admin().setPercent('catalog', 30, act, read.version)).toMatchObject({ percent: 30 })
  })
  it.each([-1, 101, 0.5, Number.NaN])('refuses %d %', async (percent) => {
    await expect(admin().setPercent('catalog', percent, act)).rejects.toMatchObject({
      code: 'invalid-request',
    })
  })
  it('says not-found of a journey without a flag', async () => {
    const unknown = 'nowhere' as Parameters<FlagAdmin['setPercent']>[0]
    await expect(admin().setPercent(unknown, 1, act)).rejects.toMatchObject({ code: 'not-found' })
    await expect(admin().setEnabled(unknown, false, act)).rejects.toMatchObject({ code: 'not-found' })
  })
}

function remembers(admin: () => FlagAdmin, { keepsActs }: FlagAdminTraits): void {
  it('remembers each change, newest first, with what it was and what it became', async () => {
    await admin().setPercent('catalog', 25, act)
    await admin().setEnabled('catalog', false, act)
    await admin().setPercent('search', 5, act)
    const history = await admin().history('catalog', 2)
    expect(history).toMatchObject([
      { journey: 'catalog', before: { enabled: true, percent: 25 }, after: { enabled: false, percent: 25 } },
      { journey: 'catalog', before: { enabled: true, percent: 0 }, after: { enabled: true, percent: 25 } },
    ])
    for (const { at } of history) expect(Date.parse(at)).not.toBeNaN()
    const [newest] = await admin().history(null, 1)
    expect(newest).toMatchObject({ journey: 'search', after: { enabled: true, percent: 5 } })
  })
  it('leaves no trace where nothing was changed', async () => {
    await admin().setPercent('catalog', 25, act)
    const before = await admin().history('catalog', 100)
    await admin().setPercent('catalog', 25, act)
    await admin().setEnabled('catalog', true, act)
    expect(await admin().history('catalog', 100)).toEqual(before)
  })
  if (keepsActs) {
    it('remembers who and why', async () => {
      await admin().setPercent('catalog', 25, act)
      const [newest] = await admin().history('catalog', 1)
      expect(newest?.actor).toBe('ann')
      expect(newest?.reason).toContain('a test — with “signs” & 100 %')
    })
  }
}

// What every flag source holds, whatever its flags come from.
import { type Journey, journeys } from '#contracts/operations.ts'
import type { FlagSource } from './flag-source.ts'
import { newVisitors, visitors } from './testing/visitors.ts'

export type FlagSourceHarness = {
  readonly source: FlagSource
  /** Resolves when the source has seen it. */
  set(journey: Journey, change: { readonly percent?: number; readonly enabled?: boolean }): Promise<void>
  /** Takes the flag away; resolves when the source has seen it. */
  remove(journey: Journey): Promise<void>
  close(): Promise<void>
}

type Open = () => Promise<FlagSourceHarness>

/** The shared behaviour, run over one implementation. */
export function flagSourceSuite(name: string, open: Open): void {
  describe(`flag source: ${name}`, () => {
    const running: { harness: FlagSourceHarness | null } = { harness: null }
    const harness = () => {
      if (!running.harness) throw new Error('not opened')
      return running.harness
    }
    beforeEach(async () => {
      running.harness = await open()
    })
    afterEach(async () => {
      await running.harness?.close()
      running.harness = null
    })
    switches(harness)
    draws(harness)
    tells(harness)
  })
}

type Harness = () => FlagSourceHarness

function switches(harness: Harness): void {
  const people = visitors(1_000)
  it('starts every journey at 0 %, switched on, with nobody on the new side', () => {
    for (const journey of journeys) {
      const flag = harness().source.journey(journey)
      expect(flag).toMatchObject({ journey, enabled: true, percent: 0, groupId: `${journey}:1` })
      expect(newVisitors(harness().source, journey, people).size).toBe(0)
    }
  })
  it('gives everybody the new side at 100 %', async () => {
    await harness().set('catalog', { percent: 100 })
    expect(newVisitors(harness().source, 'catalog', people).size).toBe(people.length)
    expect(newVisitors(harness().source, 'search', people).size).toBe(0)
  })
  it('gives nobody the new side of a journey that is switched off, whatever the percentage', async () => {
    await harness().set('catalog', { percent: 100 })
    await harness().set('catalog', { enabled: false })
    expect(harness().source.journey('catalog')).toMatchObject({ enabled: false, percent: 100 })
    expect(newVisitors(harness().source, 'catalog', people).size).toBe(0)
  })
  it('says null and legacy of a journey that has no flag', async () => {
    await harness().set('catalog', { percent: 100 })
    await harness().remove('catalog')
    expect(harness().source.journey('catalog')).toBeNull()
    expect(newVisitors(harness().source, 'catalog', people).size).toBe(0)
    expect(harness().source.journey('search')).not.toBeNull()
  })
  it('keeps a visitor without id on legacy', async () => {
    await harness().set('catalog', { percent: 99 })
    const nobody = { ...visitors(1)[0], visitorId: '' } as (typeof people)[number]
    expect(harness().source.isNew('catalog', nobody)).toBe(false)
  })
}

function draws(harness: Harness): void {
  const people = visitors(100_000)
  it('moves nobody back when the percentage rises, and splits within three standard deviations', async () => {
    let before: ReadonlySet<string> = new Set()
    for (const percent of [0, 1, 5, 25, 50, 95, 100]) {
      await harness().set('catalog', { percent })
      const now = newVisitors(harness().source, 'catalog', people)
      expect([...before].filter((id) => !now.has(id))).toEqual([])
      const p = percent / 100
      const sigma = Math.sqrt(people.length * p * (1 - p))
      expect(Math.abs(now.size - people.length * p)).toBeLessThanOrEqual(3 * sigma)
      before = now
    }
  })
  it('gives a visitor the same side at the same percentage again, also after 0 % in between', async () => {
    await harness().set('catalog', { percent: 30 })
    const first = newVisitors(harness().source, 'catalog', people)
    await harness().set('catalog', { percent: 0 })
    await harness().set('catalog', { percent: 30 })
    expect(newVisitors(harness().source, 'catalog', people)).toEqual(first)
  })
  it('draws each journey by itself', async () => {
    await harness().set('catalog', { percent: 50 })
    await harness().set('search', { percent: 50 })
    const catalog = newVisitors(harness().source, 'catalog', people)
    const both = [...newVisitors(harness().source, 'search', people)].filter((id) => catalog.has(id)).length
    expect(Math.abs(both - people.length / 4)).toBeLessThanOrEqual(3 * Math.sqrt(people.length * 0.25 * 0.75))
  })
}

function tells(harness: Harness): void {
  it('tells a listener of every change until it leaves', async () => {
    const { source, set } = harness()
    const heard: number[] = []
    const leave = source.onChange((flags) => {
      heard.push(flags.find(({ journey }) => journey === 'catalog')?.percent ?? -1)
    })
    await set('catalog', { percent: 10 })
    await set('catalog', { percent: 20 })
    leave()
    await set('catalog', { percent: 30 })
    expect(heard).toEqual([10, 20])
  })
  it('changes the version with every flip of a journey, and only of that journey', async () => {
    const { source, set } = harness()
    const versions = () => [source.journey('catalog')?.version, source.journey('search')?.version]
    const [catalog, search] = versions()
    await set('catalog', { percent: 10 })
    const [catalogNow, searchNow] = versions()
    expect(catalogNow).not.toBe(catalog)
    expect(searchNow).toBe(search)
  })
  it('is live and connected', () => {
    expect(harness().source.status()).toMatchObject({ origin: 'live', connected: true })
    expect(Date.parse(harness().source.status().lastSeenAt ?? '')).not.toBeNaN()
  })
}

// What every target of an import promises; run over each implementation.
import { exampleCatalogue, exampleProduct } from '../testing/memory-feed.ts'
import type { ImportTarget } from './import-target.ts'

export type ImportTargetFixture = {
  readonly target: ImportTarget
  /** Slug → name of what it holds. */
  names(): Promise<ReadonlyMap<string, string>>
  destroy(): Promise<void>
}

const signal = new AbortController().signal

/** @param create makes an empty target */
export function importTargetRules(create: () => Promise<ImportTargetFixture>): void {
  let fixture: ImportTargetFixture
  let target: ImportTarget

  beforeEach(async () => {
    fixture = await create()
    target = fixture.target
    await target.putCategories(exampleCatalogue(0).trees, signal)
  })

  afterEach(() => fixture.destroy())

  const slugs = async () => [...(await fixture.names()).keys()].sort()

  it('holds what was put, as it was put last', async () => {
    await target.putProducts('g', [exampleProduct('a'), exampleProduct('b')], signal)
    await target.putProducts('g', [exampleProduct('b', '2026-03-02T10:00:00.000Z', 'renamed')], signal)
    const expected = new Map(Object.entries({ a: 'a', b: 'renamed' }))
    expect(await fixture.names()).toEqual(expected)
  })

  it('does not mind the same again', async () => {
    for (const _ of [1, 2]) {
      await target.putCategories(exampleCatalogue(0).trees, signal)
      await target.putProducts('g', [exampleProduct('a')], signal)
      await target.sweep('g', signal)
    }
    expect(await slugs()).toEqual(['a'])
  })

  it('removes what an import has not written, and says how much that was', async () => {
    await target.putProducts('old', [exampleProduct('a'), exampleProduct('b'), exampleProduct('c')], signal)
    await target.putProducts('new', [exampleProduct('b'), exampleProduct('d')], signal)
    expect(await target.sweep('new', signal)).toBe(2)
    expect(await slugs()).toEqual(['b', 'd'])
    expect(await target.sweep('new', signal)).toBe(0)
  })
}

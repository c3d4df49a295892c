import type { CatalogFeed } from '#adapters/adapter.ts'
import type { ImportStore } from '../import/import-store.ts'
import type { ImportTarget } from '../import/import-target.ts'

export type Moment = 'before' | 'after'

/**
 * What a process does to the world, until it is killed: before or after its nth effect. From then on nothing
 * it does happens, and nothing it waits for comes.
 */
export function createMortal(nth: number, moment: Moment) {
  const died = Promise.withResolvers<void>()
  let count = 0
  let isDead = false

  const die = () => {
    isDead = true
    died.resolve()
    return new Promise<never>(() => undefined)
  }

  async function effect<T>(act: () => Promise<T>): Promise<T> {
    if (isDead) return die()
    count += 1
    const isLast = count === nth
    if (isLast && moment === 'before') return die()
    const result = await act()
    return isLast || isDead ? die() : result
  }

  return {
    died: died.promise,
    isDead: () => isDead,
    feed: (feed: CatalogFeed): CatalogFeed => ({
      incremental: feed.incremental,
      readCategories: (signal) => effect(() => feed.readCategories(signal)),
      readProducts: (request, signal) => effect(() => feed.readProducts(request, signal)),
    }),
    target: (target: ImportTarget): ImportTarget => ({
      putCategories: (...args) => effect(() => target.putCategories(...args)),
      putProducts: (...args) => effect(() => target.putProducts(...args)),
      sweep: (...args) => effect(() => target.sweep(...args)),
    }),
    store: (store: ImportStore): ImportStore => ({
      ...store,
      lease: async (capability) => {
        const lease = await effect(() => store.lease(capability))
        return lease && { ...lease, save: (job) => effect(() => lease.save(job)) }
      },
    }),
  }
}

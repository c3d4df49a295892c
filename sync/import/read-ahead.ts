import type { CatalogFeed } from '#adapters/adapter.ts'

type Request = Parameters<CatalogFeed['readProducts']>[0]

type Ahead = {
  readonly request: Request
  readonly page: ReturnType<CatalogFeed['readProducts']>
  readonly callOff: () => void
}

/**
 * A feed for one run of an import: reads the next page while the one before is being written. Both sides are
 * slow, and so they are slow at the same time.
 * @param run aborted when the run is over
 */
export function createReadAhead(feed: CatalogFeed, run: AbortSignal): CatalogFeed {
  let ahead: Ahead | null = null

  function readNext(request: Request): Ahead {
    const callingOff = new AbortController()
    const page = feed.readProducts(request, AbortSignal.any([run, callingOff.signal]))
    // It may never be asked for: then its failure is nobody's.
    page.catch(() => undefined)
    return { request, page, callOff: () => callingOff.abort() }
  }

  return {
    incremental: feed.incremental,
    readCategories: (signal) => feed.readCategories(signal),
    readProducts: async (request, signal) => {
      const reading = ahead !== null && same(ahead.request, request) ? ahead : readNext(request)
      ahead = null
      signal.addEventListener('abort', reading.callOff, { once: true })
      const page = await reading.page
      if (page.cursor !== null) ahead = readNext({ ...request, cursor: page.cursor })
      return page
    },
  }
}

function same(a: Request, b: Request): boolean {
  return a.cursor === b.cursor && a.changedSince === b.changedSince && a.limit === b.limit
}

import type { CatalogFeed } from '#adapters/adapter.ts'
import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import type { ImportTarget } from './import-target.ts'
import type { Outcome, Step } from './next-step.ts'

export type Performing = {
  readonly feed: CatalogFeed
  readonly target: ImportTarget
  readonly generation: string
  /** Products to a page. */
  readonly pageSize: number
  /** A step that takes longer has failed. */
  readonly stepWithinMs: number
}

/**
 * Does one step; resolves when the target has acknowledged it. Rejects only with `BanyanError`. May be
 * repeated after any outcome.
 */
export async function performStep(
  step: Exclude<Step, { do: 'nothing' }>,
  parts: Performing,
  signal: AbortSignal,
): Promise<Outcome> {
  const late = AbortSignal.timeout(parts.stepWithinMs)
  try {
    return await perform(step, parts, AbortSignal.any([signal, late]))
  } catch (error) {
    if (!late.aborted) throw asBanyanError(error)
    throw new BanyanError('deadline-exceeded', {
      detail: `No answer within ${parts.stepWithinMs} ms`,
      cause: error,
    })
  }
}

async function perform(
  step: Exclude<Step, { do: 'nothing' }>,
  { feed, target, generation, pageSize }: Performing,
  signal: AbortSignal,
): Promise<Outcome> {
  switch (step.do) {
    case 'put-categories': {
      await target.putCategories(await feed.readCategories(signal), signal)
      return { did: 'put-categories' }
    }
    case 'put-products': {
      const { cursor, changedSince } = step
      const page = await feed.readProducts({ cursor, changedSince, limit: pageSize }, signal)
      if (page.items.length > 0) await target.putProducts(generation, page.items, signal)
      return { did: 'put-products', count: page.items.length, cursor: page.cursor, total: page.total }
    }
    case 'sweep':
      return { did: 'sweep', removed: await target.sweep(generation, signal) }
  }
}

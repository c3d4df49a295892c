// How the suites ask: input completed as the façade completes it, answers held against the contract.
import type { ShopperContext } from '../call-context.ts'
import type { OperationId, Output } from '../operations.ts'
import { validators } from '../validation.ts'
import type { CatalogueFacts } from './catalogue-facts.ts'
import type { Parameters, Reply, Subject } from './subject.ts'

type Summary = Output<'listProducts'>['items'][number]
type PageOf = { readonly items: readonly Summary[]; readonly total: number }
type Paged = 'listProducts' | 'searchProducts'

/** Asks one subject in the facts' context, or in a part of another one. */
export type Conversation = {
  /** The 200 answer, valid against the contract; the test fails on anything else. */
  answer<Id extends OperationId>(
    id: Id,
    input?: Parameters,
    context?: Partial<ShopperContext>,
  ): Promise<Output<Id>>
  /** Status and stable code of a refusal. */
  refusal(id: OperationId, input: Parameters): Promise<{ status: number; code: unknown }>
  /** All pages of a list, in order. */
  everything(id: Paged, input?: Parameters, context?: Partial<ShopperContext>): Promise<Summary[]>
  /** The slugs of all hits of a search, in order. */
  slugsOf(input: Parameters, context?: Partial<ShopperContext>): Promise<string[]>
}

/** A conversation with a subject that may still be starting. */
export function converse(subject: () => Subject, facts: CatalogueFacts): Conversation {
  const ask = (id: OperationId, input: Parameters, context: Partial<ShopperContext>): Promise<Reply> => {
    const complete = structuredClone(input)
    const problems = validators.get(id)?.input(complete)
    if (problems) throw new Error(`the test's own input breaks the contract: ${JSON.stringify(problems)}`)
    return subject().call(id, complete, { ...facts.context, ...context })
  }
  const answer: Conversation['answer'] = async (id, input = {}, context = {}) => {
    const { status, body } = await ask(id, input, context)
    expect({ status, body: status === 200 ? null : body }).toEqual({ status: 200, body: null })
    expect(validators.get(id)?.output(body)).toBeNull()
    return body as Output<typeof id>
  }
  const everything: Conversation['everything'] = async (id, input = {}, context = {}) => {
    const items: Summary[] = []
    for (let page = 1; ; page += 1) {
      const next: PageOf = await answer(id, { pageSize: 7, ...input, page }, context)
      items.push(...next.items)
      if (next.items.length === 0 || items.length >= next.total) return items
    }
  }
  return {
    answer,
    everything,
    async slugsOf(input, context) {
      const hits = await everything('searchProducts', { pageSize: 100, ...input }, context)
      return hits.map((hit) => hit.slug)
    },
    async refusal(id, input) {
      const { status, body } = await ask(id, input, {})
      return { status, code: (body as { code?: unknown }).code }
    },
  }
}

import type { ShopperContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import { type OperationId, operationById } from '#contracts/operations.ts'
import { draw } from '#flags/draw.ts'
import type { ResolveContext } from '../context/resolve-context.ts'
import { type Explanation, explain } from './explain.ts'
import type { GatherFacts } from './gather-facts.ts'

/** Who asks for what; what is not given is the market's default. */
export type ExplainQuestion = Partial<ShopperContext> & {
  readonly operation: OperationId
  /** A visitor's id, or his token. */
  readonly visitor: string
}

/** Answers "which side would this visitor get for this operation, and why". @throws BanyanError */
export type ExplainRequest = (question: ExplainQuestion) => Explanation

/** The same facts that the request path gathers, without a tester. */
export function createExplainRequest(
  gatherFacts: GatherFacts,
  resolveContext: ResolveContext,
): ExplainRequest {
  return (question) => {
    const operation = operationById.get(question.operation)
    if (operation === undefined) throw new BanyanError('unknown-operation')
    const [visitor = question.visitor] = question.visitor.split('.')
    const { channel, country, currency, locale } = question
    const context = resolveContext({ channel, country, currency, locale, acceptLanguage: undefined })
    const facts = gatherFacts({ operation, visitorId: visitor, context, tester: null })
    return explain(facts, {
      operation: operation.id,
      visitor,
      draw: facts.flag === null ? null : draw(facts.flag.groupId, visitor),
    })
  }
}

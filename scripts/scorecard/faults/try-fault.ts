// Lets a fault happen to operations and passthrough, and gathers what is wrong with what came of it.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { defaultPassthroughLimits } from '#facade/front/passthrough-limits.ts'
import { ask, type Observed } from '../stage/client.ts'
import {
  deadlineOf,
  freshWord,
  type ProbedOperation,
  passthroughTarget,
  probePassthrough,
  probeSide,
  targetOf,
  testerHeaders,
} from '../stage/probe.ts'
import type { Stage } from '../stage/stage.ts'
import type { Fault } from './fault.ts'
import { judgeBothSides, judgeOneSide, judgePassthrough, judgeTime } from './judge-outcome.ts'

/** Silence is told by a timer of the socket's, to the second; a deadline by one of our own. */
const coarseMs = 1_000

type Where = 'services' | 'suite' | 'both'

/** Everything that is wrong with one operation under a fault; nothing when all is as declared. */
export async function tryOperation(
  stage: Stage,
  fault: Fault,
  operation: ProbedOperation,
): Promise<readonly string[]> {
  if (!fault.operations.includes(operation)) return []
  const wrong: string[] = []
  for (const where of ['services', 'suite', 'both'] as const) {
    const word = freshWord(fault.id, where)
    const told = (why: string | null) => why !== null && wrong.push(`${operation}, ${where}: ${why}`)
    told(await tryOnce(stage, fault, { operation, where, word }))
    // A success in between also tells the breakers that this was one fault, not a death.
    for (const side of ['new', 'legacy', 'new', 'legacy'] as const) {
      const after = await probeSide(stage.facade.url, operation, { side, secret: stage.secrets.tester })
      told(after && `the next request: ${after}`)
    }
    for (const [name, upstream] of upstreamsOf(stage)) {
      if (upstream.reusedAfter(word)) told(`the connection to ${name} was used again`)
    }
  }
  return wrong
}

type Attempt = { readonly operation: ProbedOperation; readonly where: Where; readonly word: string }

const upstreamsOf = ({ services, suite }: Stage) =>
  [
    ['services', services],
    ['suite', suite],
  ] as const

async function tryOnce(stage: Stage, fault: Fault, attempt: Attempt): Promise<string | null> {
  const { operation, where, word } = attempt
  const headers = testerHeaders(where === 'suite' ? 'legacy' : 'new', stage.secrets.tester)
  const { observed, lagMs } = await timed(() =>
    ask(stage.facade.url + targetOf(operation, word), { headers }),
  )
  for (const [name, upstream] of upstreamsOf(stage)) {
    const calls = upstream.requestsWith(word)
    if (calls > fault.calls && (where === name || where === 'both')) return `${calls} calls to ${name}`
  }
  if (where !== 'both') {
    return judgeOneSide(fault, { operation, other: where === 'suite' ? 'new' : 'legacy' }, observed)
  }
  const why = judgeBothSides(fault, operation, observed)
  return why ?? (fault.atDeadline ? judgeTime(observed, deadlineOf[operation], lagMs) : null)
}

/** Everything that is wrong with the suite's own API under a fault. */
export async function tryPassthrough(stage: Stage, fault: Fault): Promise<readonly string[]> {
  const word = freshWord(fault.id, 'suite')
  const { observed, lagMs } = await timed(() => ask(stage.facade.url + passthroughTarget(word)))
  const slackMs = fault.passthrough.kind === 'cut' ? coarseMs : 0
  const deadline = defaultPassthroughLimits.answerWithinMs
  const why =
    judgePassthrough(fault, observed) ??
    (fault.passthroughAtDeadline ? judgeTime(observed, deadline, lagMs + slackMs) : null)
  const after = await probePassthrough(stage.facade.url)
  const calls = stage.suite.requestsWith(word)
  return [
    ...(why === null ? [] : [`passthrough: ${why}`]),
    ...(after === null ? [] : [`passthrough: the next request: ${after}`]),
    ...(calls > fault.calls ? [`passthrough: ${calls} calls`] : []),
    ...(stage.suite.reusedAfter(word) ? ['passthrough: the connection was used again'] : []),
  ]
}

/** With the longest time that our own event loop stood still meanwhile: not the façade's doing. */
async function timed(act: () => Promise<Observed>): Promise<{ observed: Observed; lagMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const observed = await act()
  delay.disable()
  return { observed, lagMs: delay.max / 1e6 }
}

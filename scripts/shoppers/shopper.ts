// Carries out one visit over HTTP: asks, waits, keeps the visitor's cookie, and tells what happened.
import { setTimeout as pause } from 'node:timers/promises'
import { type Dispatcher, request } from 'undici'
import { type OperationId, operationById } from '#contracts/operations.ts'
import { visitorCookie } from '#contracts/visitor-token.ts'
import { type Answer, checkAnswer } from './answer-check.ts'
import { requestTarget } from './request-target.ts'
import type { Ask, Session } from './session.ts'
import type { Tally } from './tally.ts'

/** Somebody with a browser: what the façade gave him stays with him. */
export type Visitor = {
  readonly number: number
  cookie: string | null
  /** His first request, under way: two at once would make him two visitors. */
  first: Promise<unknown> | null
}

export function createVisitor(number: number): Visitor {
  return { number, cookie: null, first: null }
}

export type ShopperOptions = {
  readonly url: string
  readonly connections: Dispatcher
  readonly tally: Tally
  /** Factor on all thinking; 0 is none. */
  readonly pace: number
  /** Ends thinking and asking. */
  readonly signal: AbortSignal
}

type Received = Answer & { readonly side: string | null; readonly reason: string | null }

/** Walks through a visit to its end, or to the end of the shop. */
export async function visit(plan: Session, visitor: Visitor, options: ShopperOptions): Promise<void> {
  options.tally.sessions += 1
  let answer: unknown
  while (!options.signal.aborted) {
    const step = plan.next(answer)
    if (step.done) return
    if (step.value.kind === 'ask') answer = await askOnce(step.value, visitor, options)
    else
      await pause(step.value.ms * options.pace, undefined, { signal: options.signal }).catch(() => undefined)
  }
}

async function askOnce(ask: Ask, visitor: Visitor, options: ShopperOptions): Promise<unknown> {
  if (visitor.first && visitor.cookie === null) await visitor.first
  const answer = askNow(ask, visitor, options)
  if (visitor.cookie === null) visitor.first = answer
  return answer
}

async function askNow(ask: Ask, visitor: Visitor, options: ShopperOptions): Promise<unknown> {
  const operation = operationOf(ask.operation)
  options.tally.requests += 1
  const begun = performance.now()
  const received = await send(`${options.url}${requestTarget(operation, ask.parameters)}`, visitor, options)
  if (received === null && options.signal.aborted) return null
  const seconds = (performance.now() - begun) / 1_000
  const checked = received
    ? checkAnswer(ask.operation, received)
    : { value: null, error: 'unreachable', breach: null }
  options.tally.record({
    operation: ask.operation,
    journey: operation.journey,
    visitor: visitor.number,
    seconds,
    error: checked.error,
    breach: checked.breach,
    side: received?.side ?? null,
    reason: received?.reason ?? null,
  })
  return checked.value
}

function operationOf(id: OperationId) {
  const operation = operationById.get(id)
  if (!operation) throw new RangeError(`no operation ${id}`)
  return operation
}

async function send(url: string, visitor: Visitor, options: ShopperOptions): Promise<Received | null> {
  try {
    const answer = await request(url, {
      dispatcher: options.connections,
      signal: options.signal,
      headers: { accept: 'application/json', ...(visitor.cookie === null ? {} : { cookie: visitor.cookie }) },
    })
    const body = await answer.body.text()
    visitor.cookie = cookieFrom(answer.headers['set-cookie']) ?? visitor.cookie
    return {
      status: answer.statusCode,
      contentType: String(answer.headers['content-type']),
      body,
      side: textOf(answer.headers['x-banyan-side']),
      reason: textOf(answer.headers['x-banyan-reason']),
    }
  } catch {
    return null
  }
}

function textOf(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null
}

function cookieFrom(header: string | string[] | undefined): string | undefined {
  return [header ?? []]
    .flat()
    .find((cookie) => cookie.startsWith(`${visitorCookie}=`))
    ?.split(';')[0]
}

// What a shopper or a client of the suite's own API asks, and whether what he gets is right.
import { randomBytes } from 'node:crypto'
import type { Side } from '#contracts/sides.ts'
import { mintTesterToken, testerHeader } from '#contracts/tester-token.ts'
import { mintVisitorToken, visitorHeader } from '#contracts/visitor-token.ts'
import { checkAnswer } from '../../shoppers/answer-check.ts'
import { ask, type Observed } from './client.ts'

/** One operation of each capability. */
export const probedOperations = ['getProduct', 'suggest'] as const
export type ProbedOperation = (typeof probedOperations)[number]

export const deadlineOf: { readonly [O in ProbedOperation]: number } = { getProduct: 3_000, suggest: 1_500 }

let asked = 0

/** A word that no earlier request used, so that no cache knows the answer; it may name a fault. */
export function freshWord(fault?: string, where?: 'services' | 'suite' | 'both'): string {
  asked += 1
  // As long as any other, so that none begins with another.
  const number = String(asked).padStart(7, '0')
  return fault === undefined ? `p-${number}` : `f-${fault}-${where ?? 'both'}-${number}`
}

/** The target of an operation for a word. */
export function targetOf(operation: ProbedOperation, word: string): string {
  return operation === 'getProduct' ? `/v1/products/${word}` : `/v1/suggest?q=${word}`
}

/** The target of the suite's own API for a word. */
export const passthroughTarget = (word: string) => `/shop-api?word=${word}`

/** Headers of a tester who wants one side. */
export function testerHeaders(side: Side, secret: string): { readonly [name: string]: string } {
  const exp = Math.floor(Date.now() / 1_000) + 3_600
  return { [testerHeader]: mintTesterToken({ side, journey: '*', exp }, [secret]) }
}

/** Headers of an ordinary visitor. */
export function visitorHeaders(secret: string, id = randomBytes(16).toString('base64url')) {
  return { [visitorHeader]: mintVisitorToken(id, [secret]) }
}

/** Why an observed answer is no good 200 of its operation; null when it is one. */
export function whyNotGood(operation: ProbedOperation, observed: Observed): string | null {
  const { status, cut } = observed
  if (cut || status === 0) return 'the connection was cut'
  if (status !== 200) return `status ${status} ${codeOf(observed)}`
  return breachOf(operation, observed)
}

/** What in an answer, good or problem, breaks the contract; null for nothing. */
export function breachOf(operation: ProbedOperation, { status, headers, body }: Observed): string | null {
  return checkAnswer(operation, { status, contentType: String(headers['content-type']), body }).breach
}

/** The code of a problem document, or nothing. */
export function codeOf({ body }: Observed): string {
  return String(fieldOf(body, 'code') ?? '')
}

/** A field of a JSON body; undefined where there is none. */
export function fieldOf(body: string, name: string): unknown {
  try {
    return (JSON.parse(body) as { [name: string]: unknown })[name]
  } catch {
    return undefined
  }
}

/** Asks for something that nobody asked for before; null when the answer is good. */
export async function probe(
  url: string,
  operation: ProbedOperation,
  headers: { readonly [name: string]: string } = {},
): Promise<string | null> {
  return whyNotGood(operation, await ask(url + targetOf(operation, freshWord()), { headers }))
}

/** The same as a tester; null when the answer is good and comes from the side that he chose. */
export async function probeSide(
  url: string,
  operation: ProbedOperation,
  { side, secret }: { readonly side: Side; readonly secret: string },
): Promise<string | null> {
  const headers = testerHeaders(side, secret)
  const observed = await ask(url + targetOf(operation, freshWord()), { headers })
  const by = observed.headers['x-banyan-side']
  return whyNotGood(operation, observed) ?? (by === side ? null : `answered by ${by}, not by ${side}`)
}

/** The same for the suite's own API. */
export async function probePassthrough(url: string): Promise<string | null> {
  const { status, cut } = await ask(url + passthroughTarget(freshWord()))
  return status === 200 && !cut ? null : cut ? 'the connection was cut' : `status ${status}`
}

// Both sides over real sockets under everything that the scorecard's fault table knows: what each says of it.
import { createVendureAdapter } from '#adapters/vendure/vendure-adapter.ts'
import { asBanyanError, type BanyanError } from '#contracts/errors.ts'
import { bundledMarkets } from '#contracts/markets.ts'
import { operations } from '#contracts/operations.ts'
import { answerFaults } from '#scripts/scorecard/faults/answer-faults.ts'
import { byteFaults } from '#scripts/scorecard/faults/byte-faults.ts'
import type { Fault } from '#scripts/scorecard/faults/fault.ts'
import { startToy, type ToyUpstream } from '#scripts/scorecard/stage/toy-upstream.ts'
import { Deadline } from '../deadline.ts'
import type { Body } from '../reply.ts'
import { anOperation, decided } from '../testing/exchanges.ts'
import { createCheckedSide } from './checked-side.ts'
import { createLegacySide } from './legacy-side.ts'
import { createNewSide } from './new-side.ts'
import type { Side } from './side.ts'

const faults = [...byteFaults, ...answerFaults]
const misbehave = (id: string) => faults.find((fault) => fault.id === id)?.does

const sides = {
  services: (url: string) => createNewSide({ url, serviceToken: 'token', operations }),
  suite: (baseUrl: string): Side => {
    const adapter = createVendureAdapter({ baseUrl, markets: bundledMarkets, options: {} })
    return { call: createLegacySide(adapter.operations).call, close: () => adapter.close() }
  },
} as const

describe.each(Object.entries(sides))('under a fault of the %s:', (kind, createSide) => {
  let upstream: ToyUpstream
  let side: Side
  let asked = 0
  beforeEach(async () => {
    upstream = await startToy(kind as keyof typeof sides, misbehave)
    side = createCheckedSide(createSide(`http://127.0.0.1:${upstream.port}`), 1, Math.random)
  })
  afterEach(async () => {
    await side.close()
    await upstream.leave()
  })

  /** The body of the answer, or the error in its place. */
  async function call(key: string, budgetMs = 5_000): Promise<Body | BanyanError> {
    const deadline = new Deadline(budgetMs)
    const exchange = decided({ operation: anOperation('getProduct'), input: { key, by: 'slug' }, deadline })
    const outcome = await side.call(exchange).catch(asBanyanError)
    deadline.end()
    return outcome
  }

  test.each(faults.map((fault): [string, Fault] => [fault.title, fault]))('%s', async (_title, fault) => {
    const word = `f-${fault.id}-${kind}-${asked++}`
    const outcome = await call(word, fault.atDeadline ? 200 : 5_000)
    expect(upstream.requestsWith(word)).toBeLessThanOrEqual(fault.calls)
    if ('kind' in outcome) {
      expect({ mayBeReadAround: fault.mayBeReadAround }).toEqual({ mayBeReadAround: true })
      expect(textOf(outcome)).not.toContain(fault.poison ?? 'no poison')
    } else {
      expect(outcome).toMatchObject(expectedOf(fault))
      if (fault.namesPlace) expect(outcome.errors[0]).toMatchObject({ pointer: expect.any(String) })
      expect(outcome.detail ?? '').not.toContain(word)
    }
    expect(await call(`p-${asked++}`)).toHaveProperty('kind')
    expect(upstream.reusedAfter(word)).toBe(false)
  })
})

function expectedOf({ bothSides }: Fault): object {
  if (bothSides.kind !== 'problem') throw new Error('no operation is cut')
  const [status] = bothSides.statuses
  return { status, ...(bothSides.code === undefined ? {} : { code: bothSides.code }) }
}

function textOf(body: Body): string {
  if (body.kind === 'json') return JSON.stringify(body.value)
  return body.kind === 'bytes' ? Buffer.from(body.bytes).toString() : ''
}

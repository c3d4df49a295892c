import { Writable } from 'node:stream'
import pino from 'pino'
import { BanyanError } from '#contracts/errors.ts'
import type { Identified } from '../exchange.ts'
import { Tally } from '../metrics/tally.ts'
import { failure } from '../reply.ts'
import { anAnswer, answering, identified } from '../testing/exchanges.ts'
import { observe } from './observe.ts'

function watched() {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const tallies = [new Tally(), new Tally()] as const
  return { policy: observe(pino(stream), () => tallies), lines, tallies }
}

test('every answer is one line, with what an operator asks for', async () => {
  const { policy, lines } = watched()
  await policy(identified(), answering<Identified>(anAnswer()))
  expect(lines).toEqual([
    expect.objectContaining({
      requestId: 'request-1',
      operation: 'getProduct',
      path: '/v1/products/laptop',
      status: 200,
      side: 'new',
      reason: 'percentage',
      sideMs: 5,
    }),
  ])
})

test('a failure is told with its code', async () => {
  const { policy, lines } = watched()
  await policy(identified(), answering<Identified>(failure(new BanyanError('invalid-request'))))
  expect(lines).toEqual([expect.objectContaining({ status: 400, code: 'invalid-request' })])
  expect(lines[0]).not.toHaveProperty('side')
})

test('nothing of the query, the headers or the visitor is in the log', async () => {
  const { policy, lines } = watched()
  const headers = { cookie: 'banyan-visitor=canary', authorization: 'Bearer canary' }
  await policy(identified({ query: 'q=canary', headers }), answering<Identified>())
  expect(JSON.stringify(lines)).not.toContain('canary')
})

test('every answer is counted in every tally', async () => {
  const { policy, tallies } = watched()
  await policy(identified(), answering<Identified>(anAnswer()))
  for (const tally of tallies) {
    expect(tally.rows()).toEqual([
      expect.objectContaining({ side: 'new', reason: 'percentage', status: 200 }),
    ])
    expect(tally.rows()[0]?.latency.count).toBe(1)
  }
})

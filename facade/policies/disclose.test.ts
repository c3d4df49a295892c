import { BanyanError } from '#contracts/errors.ts'
import type { Identified } from '../exchange.ts'
import { failure } from '../reply.ts'
import { anAnswer, answering, decided, header, identified } from '../testing/exchanges.ts'
import { disclose } from './disclose.ts'

const open = disclose(() => true)
const closed = disclose(() => false)

test('who may see it is told which side answered, why, and how long it took', async () => {
  const reply = await open(identified(), answering<Identified>(anAnswer()))
  expect(header(reply, 'x-banyan-side')).toBe('new')
  expect(header(reply, 'x-banyan-reason')).toBe('percentage')
  expect(header(reply, 'server-timing')).toBe('side;desc="new, percentage";dur=5.0')
})

test('others are told nothing', async () => {
  const reply = await closed(identified(), answering<Identified>(anAnswer()))
  expect(reply.headers).toEqual([])
})

test('a failure tells the side that was decided', async () => {
  const failed = failure(new BanyanError('upstream-failed'), decided().decision)
  expect(header(await open(identified(), answering<Identified>(failed)), 'x-banyan-side')).toBe('new')
})

test('before a decision there is nothing to tell', async () => {
  const failed = failure(new BanyanError('invalid-request'))
  expect((await open(identified(), answering<Identified>(failed))).headers).toEqual([])
})

import { callContextOf } from '#contracts/conformance/subject.ts'
import { BanyanError } from '#contracts/errors.ts'
import { createSharedReads } from './shared-reads.ts'

const shopper = { channel: 'default', country: 'US', currency: 'USD', locale: 'en' }
const context = (signal?: AbortSignal) => callContextOf(shopper, signal)

describe('reads that calls share', () => {
  const counting = (seconds: number, room = 100) => {
    const asked: string[] = []
    const waiting: ((outcome: 'ok' | 'broken') => void)[] = []
    const reads = createSharedReads<{ of: string }>({
      seconds,
      room,
      weigh: () => 10,
      read(key) {
        asked.push(key)
        return new Promise((resolve, reject) => {
          waiting.push((outcome) =>
            outcome === 'ok' ? resolve({ of: key }) : reject(new BanyanError('upstream-failed')),
          )
        })
      },
    })
    return {
      asked,
      reads,
      answer: (outcome: 'ok' | 'broken' = 'ok') => waiting.splice(0).map((end) => end(outcome)),
    }
  }

  test('calls at the same time read once, later ones are given what is kept', async () => {
    const { asked, reads, answer } = counting(60)
    const both = [reads.get('a', context()), reads.get('a', context())]
    answer()
    expect(await Promise.all(both)).toEqual([{ of: 'a' }, { of: 'a' }])
    expect(await reads.get('a', context())).toEqual({ of: 'a' })
    expect(asked).toEqual(['a'])
  })

  test('with 0 seconds nothing is kept, but calls at the same time still read once', async () => {
    const { asked, reads, answer } = counting(0)
    const both = [reads.get('a', context()), reads.get('a', context())]
    answer()
    await Promise.all(both)
    const third = reads.get('a', context())
    answer()
    await third
    expect(asked).toEqual(['a', 'a'])
  })

  test('a failure is told to all who wait and not kept', async () => {
    const { asked, reads, answer } = counting(60)
    const both = [reads.get('a', context()), reads.get('a', context())]
    answer('broken')
    for (const outcome of await Promise.allSettled(both)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'upstream-failed' } })
    }
    const next = reads.get('a', context())
    answer()
    expect(await next).toEqual({ of: 'a' })
    expect(asked).toHaveLength(2)
  })

  test('one caller’s end does not end the read for others', async () => {
    const { reads, answer } = counting(60)
    const controller = new AbortController()
    const left = reads.get('a', context(controller.signal))
    const staying = reads.get('a', context())
    controller.abort(new BanyanError('shopper-gone'))
    await expect(left).rejects.toMatchObject({ code: 'shopper-gone' })
    answer()
    expect(await staying).toEqual({ of: 'a' })
  })

  test('who has gone before asking is not answered', async () => {
    const { reads } = counting(60)
    await expect(reads.get('a', context(AbortSignal.abort()))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    })
  })

  test('what takes too much room makes way, the oldest first', async () => {
    const { asked, reads, answer } = counting(60, 20)
    for (const key of ['a', 'b', 'c', 'a']) {
      const read = reads.get(key, context())
      answer()
      await read
    }
    expect(asked).toEqual(['a', 'b', 'c', 'a'])
  })
})

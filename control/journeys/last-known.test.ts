import { BanyanError } from '#contracts/errors.ts'
import { createLastKnown } from './last-known.ts'

let now = 0
const options = { freshMs: 1_000, patienceMs: 20, now: () => now }

describe('a part as last known', () => {
  it('is read once for all who ask within a while', async () => {
    let reads = 0
    const read = createLastKnown(async () => ++reads, options)
    expect(await Promise.all([read(), read()])).toMatchObject([{ value: 1 }, { value: 1 }])
    now += 999
    expect(await read()).toMatchObject({ value: 1 })
    now += 1
    expect(await read()).toMatchObject({
      value: 2,
      source: { state: 'ok', asOf: new Date(now).toISOString() },
    })
  })

  it('keeps its value and its age while it is away', async () => {
    now = 5_000
    let fails = false
    const read = createLastKnown(
      () =>
        fails ? Promise.reject(new BanyanError('unavailable', { detail: 'gone' })) : Promise.resolve('x'),
      options,
    )
    await read()
    fails = true
    now = 9_000
    expect(await read()).toEqual({
      value: 'x',
      source: { state: 'away', asOf: new Date(5_000).toISOString(), detail: 'gone' },
    })
  })

  it('does not wait for one that hangs, and starts no second read behind it', async () => {
    let reads = 0
    const read = createLastKnown(() => new Promise<string>(() => void reads++), options)
    now += 10_000
    expect(await read()).toMatchObject({ value: null, source: { state: 'away' } })
    now += 10_000
    await read()
    expect(reads).toBe(1)
  })
})

import { TokenBucket } from './token-bucket.ts'

const rule = { perSecond: 3, burst: 10 }

/** How many of so many tries at one moment get a token. */
function tries(bucket: TokenBucket, now: number, count: number, reserve = 0): number {
  let taken = 0
  for (let index = 0; index < count; index++) if (bucket.take(now, rule, reserve)) taken += 1
  return taken
}

test('after a pause as many at once as the burst says, and no more', () => {
  expect(tries(new TokenBucket(), 5_000, 100)).toBe(10)
})

test('then so many a second', () => {
  const bucket = new TokenBucket()
  tries(bucket, 0, 100)
  let taken = 0
  for (let now = 10; now <= 60_000; now += 10) if (bucket.take(now, rule)) taken += 1
  expect(taken).toBe(180)
})

test('a long pause saves up no more than the burst', () => {
  const bucket = new TokenBucket()
  tries(bucket, 0, 100)
  expect(tries(bucket, 3_600_000, 100)).toBe(10)
})

test('what is kept for others is not given, and they get it', () => {
  const bucket = new TokenBucket()
  expect(tries(bucket, 0, 100, 5)).toBe(5)
  expect(tries(bucket, 0, 100)).toBe(5)
})

test('it tells what is left, when there is one again, and when it is full', () => {
  const bucket = new TokenBucket()
  expect([bucket.remaining(0, rule), bucket.waitMs(0, rule), bucket.fullInMs(0)]).toEqual([10, 0, 0])
  tries(bucket, 0, 4)
  expect(bucket.remaining(0, rule)).toBe(6)
  tries(bucket, 0, 6)
  expect(bucket.remaining(0, rule)).toBe(0)
  const waitMs = bucket.waitMs(0, rule)
  expect(waitMs).toBeCloseTo(1_000 / 3)
  expect(bucket.take(waitMs - 1, rule)).toBe(false)
  expect(bucket.take(waitMs, rule)).toBe(true)
  expect(bucket.fullInMs(waitMs)).toBeCloseTo(10_000 / 3)
})

test('what was taken elsewhere is missing here', () => {
  const bucket = new TokenBucket()
  bucket.charge(0, 7, rule)
  expect(tries(bucket, 0, 100)).toBe(3)
})

test('however much was taken elsewhere, nobody is shut out for long', () => {
  const bucket = new TokenBucket()
  bucket.charge(0, 1_000_000, rule)
  expect(bucket.take(0, rule)).toBe(false)
  expect(bucket.waitMs(0, rule)).toBeLessThan(4_000)
})

test('what was taken is told once', () => {
  const bucket = new TokenBucket()
  tries(bucket, 0, 100)
  expect([bucket.takeSpent(), bucket.takeSpent()]).toEqual([10, 0])
})

import { createLoginThrottle } from './login-throttle.ts'

let now: number
beforeEach(() => {
  now = 1_000_000
})
const throttle = () => createLoginThrottle(() => now)
const fail = (times: number, t: ReturnType<typeof throttle>, address = '127.0.0.1') => {
  for (let i = 0; i < times; i++) t.failed(address)
}

describe('the login throttle', () => {
  it('forgives a few slips', () => {
    const t = throttle()
    fail(4, t)
    expect(t.waitSeconds('127.0.0.1')).toBe(0)
  })

  it('doubles the pause with every further wrong password, up to a quarter of an hour', () => {
    const t = throttle()
    const pauses = [5, 6, 7, 8].map((n) => {
      fail(n === 5 ? 5 : 1, t)
      return t.waitSeconds('127.0.0.1')
    })
    expect(pauses).toEqual([1, 2, 4, 8])
    now += 600_000
    fail(30, t)
    expect(t.waitSeconds('127.0.0.1')).toBe(900)
  })

  it('lets an address try again after its pause', () => {
    const t = throttle()
    fail(5, t)
    now += 1_000
    expect(t.waitSeconds('127.0.0.1')).toBe(0)
  })

  it('does not make one address pay for another', () => {
    const t = throttle()
    fail(10, t, '10.0.0.1')
    expect(t.waitSeconds('10.0.0.2')).toBe(0)
  })

  it('forgets the slips of who got in', () => {
    const t = throttle()
    fail(6, t)
    t.succeeded('127.0.0.1')
    expect(t.waitSeconds('127.0.0.1')).toBe(0)
  })

  it('slows everybody down when many addresses guess together', () => {
    const t = throttle()
    for (let i = 0; i < 60; i++) t.failed(`10.0.0.${i}`)
    expect(t.waitSeconds('10.0.1.1')).toBe(60)
    now += 60_000
    expect(t.waitSeconds('10.0.1.1')).toBe(0)
  })
})

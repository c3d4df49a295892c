import { ageSeconds, isStale } from './age.ts'

const at = '2026-11-22T10:00:20Z'

describe('the age of what is shown', () => {
  it('is what the server said and the time since', () => {
    expect(ageSeconds('2026-11-22T10:00:15Z', at, 1_000, 4_000)).toBe(8)
  })

  it('does not depend on the clock of the browser', () => {
    const wrong = Date.parse('1999-01-01T00:00:00Z')
    expect(ageSeconds(at, at, wrong, wrong + 2_000)).toBe(2)
    expect(ageSeconds(at, at, wrong, wrong - 2_000)).toBe(0)
  })

  it('is unknown where there are no figures', () => {
    expect(ageSeconds(null, at, 0, 0)).toBeNull()
  })

  it('makes stale beyond 15 s', () => {
    expect([null, 0, 15, 15.1].map(isStale)).toEqual([false, false, false, true])
  })
})

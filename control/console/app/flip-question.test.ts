import type { JourneyView, SideView } from '../../api/views.ts'
import { flipQuestion } from './flip-question.ts'
import { movement } from './movement.ts'

const side = (ratePerSecond: number) => ({ ratePerSecond }) as SideView
const journey = {
  journey: 'catalog',
  flag: { enabled: true, percent: 10, groupId: 'catalog:1', version: '7' },
  visitors: { total: 800, onNew: 80 },
  sides: { legacy: side(90), new: side(10) },
} as unknown as JourneyView
const killed = { ...journey, flag: { enabled: false, percent: 25, groupId: 'catalog:1', version: '8' } }

describe('what a flip moves', () => {
  it('is the difference, as a share of visitors and of requests', () => {
    expect(movement(journey, 25)).toEqual({
      to: 'new',
      points: 15,
      visitors: { moving: 120, of: 800 },
      requestsPerSecond: 15,
    })
    expect(movement(journey, 0)).toMatchObject({ to: 'legacy', points: 10 })
  })

  it('counts from nothing where the journey is killed', () => {
    expect(movement(killed, 25)).toMatchObject({ points: 25, visitors: { moving: 200 } })
  })
})

describe('the question before a step forward', () => {
  const window = 'the last 5 minutes'

  it('says what moves and what stays', () => {
    const { title, what, action } = flipQuestion(journey, { kind: 'percentage', percent: 25 }, window)
    expect(title).toBe('Move catalog from 10 % to 25 %?')
    expect(what).toContain('about 120 of the 800 seen in the last 5 minutes, with 15 requests/s')
    expect(what).toContain('stays')
    expect(action).toBe('Move to 25 %')
  })

  it('does not pretend to know numbers where nobody was seen', () => {
    const quiet = { ...journey, visitors: { total: 0, onNew: 0 } }
    const { what } = flipQuestion(quiet, { kind: 'percentage', percent: 25 }, window)
    expect(what).toContain('not known')
    expect(what).not.toContain('about 0')
  })

  it('says that nobody moves while the journey is killed', () => {
    expect(flipQuestion(killed, { kind: 'percentage', percent: 50 }, window).what).toContain(
      'Nobody moves now',
    )
    expect(flipQuestion(killed, { kind: 'revive', percent: 25 }, window).what).toContain(
      'about 200 of the 800',
    )
  })
})

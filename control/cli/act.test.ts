import { agreedReason } from './act.ts'
import type { Talk } from './talk.ts'

/** Answers what it is asked, in turn. */
function talking(answers: readonly string[] | null): { talk: Talk; asked: string[] } {
  const asked: string[] = []
  const talk: Talk = {
    interactive: answers !== null,
    drawing: false,
    data: () => undefined,
    say: () => undefined,
    draw: () => undefined,
    ask: async (question) => {
      asked.push(question)
      return answers?.[asked.length - 1] ?? ''
    },
    style: (_kind, text) => text,
  }
  return { talk, asked }
}

const usage = expect.objectContaining({ exitCode: 2 })

describe('an act', () => {
  it('asks whether and why', async () => {
    const { talk, asked } = talking(['yes', 'parity holds'])
    expect(await agreedReason(talk, 'Move catalog', { yes: false })).toBe('parity holds')
    expect(asked).toEqual(['Move catalog? (yes/no)', 'Why?'])
  })

  it('asks only what the options leave open', async () => {
    const { talk, asked } = talking(['parity holds'])
    expect(await agreedReason(talk, 'Move catalog', { yes: true })).toBe('parity holds')
    expect(await agreedReason(talk, 'Move catalog', { yes: true, reason: 'given' })).toBe('given')
    expect(asked).toEqual(['Why?'])
  })

  test.each([
    ['no', ['no']],
    ['nothing', ['']],
    ['yes, without a reason', ['yes', ' ']],
  ])('is not done when the answer is %s', async (_what, answers) => {
    await expect(agreedReason(talking(answers).talk, 'x', { yes: false })).rejects.toEqual(usage)
  })

  it('is not done where nobody can be asked and the options do not say enough', async () => {
    const { talk } = talking(null)
    await expect(agreedReason(talk, 'x', { yes: false, reason: 'given' })).rejects.toEqual(usage)
    await expect(agreedReason(talk, 'x', { yes: true })).rejects.toEqual(usage)
    expect(await agreedReason(talk, 'x', { yes: true, reason: 'given' })).toBe('given')
  })
})

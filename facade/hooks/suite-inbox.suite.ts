// What every inbox keeps, whatever it is made of.
import type { SuiteChange, SuiteInbox } from './suite-inbox.ts'

type Subject = {
  readonly inbox: SuiteInbox
  told(): readonly (string | null)[]
  toldUntil(count: number): Promise<void>
}

/** @param start a new inbox, and what it has told */
export function testSuiteInbox(start: () => Promise<Subject>): void {
  let subject: Subject
  beforeEach(async () => {
    subject = await start()
  })
  afterEach(() => subject.inbox.close())

  const change = (id: string, capability: SuiteChange['capability'] = 'catalog') => ({ id, capability })

  test('a change is taken once, however often it comes', async () => {
    expect(await subject.inbox.take(change('a'))).toBe('taken')
    for (let n = 0; n < 3; n++) expect(await subject.inbox.take(change('a'))).toBe('known')
    expect(await subject.inbox.take(change('b', null))).toBe('taken')
    await subject.toldUntil(2)
    expect(subject.told()).toEqual(['catalog', null])
  })

  test('a hundred at once with one id: one is taken', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => subject.inbox.take(change('a'))))
    expect(all.filter((result) => result === 'taken')).toHaveLength(1)
    await subject.toldUntil(1)
    expect(subject.told()).toEqual(['catalog'])
  })

  test.each(["a'; DROP TABLE hooks.received; --", '__proto__', 'ü', 'x'.repeat(256)])(
    'an id is just a text: %s',
    async (id) => {
      expect(await subject.inbox.take(change(id))).toBe('taken')
      expect(await subject.inbox.take(change(id))).toBe('known')
    },
  )
}

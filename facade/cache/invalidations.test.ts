import { anOperation } from '../testing/exchanges.ts'
import { AnswerCache } from './answer-cache.ts'
import { createMemoryInvalidations, type MemoryInvalidations } from './invalidations.memory.ts'
import { followChanges } from './invalidations.ts'

let answers: AnswerCache
let told: MemoryInvalidations
let waiting: (() => void)[]
beforeEach(() => {
  answers = new AnswerCache({ bytes: 1024, now: () => 0 })
  told = createMemoryInvalidations()
  waiting = []
  followChanges(told, answers, (_ms, then) => void waiting.push(then))
})

const changes = (id: 'getProduct' | 'suggest', side: 'legacy' | 'new') =>
  answers.shelf(anOperation(id), side)?.changes

function later(): void {
  for (const then of waiting.splice(0)) then()
}

test('a change of the catalogue makes the new side’s answers of the catalogue old, and no others', () => {
  told.tell('catalog')
  expect(changes('getProduct', 'new')).toBe(1)
  expect([changes('getProduct', 'legacy'), changes('suggest', 'new')]).toEqual([0, 0])
})

test('what was missed makes all of the new side’s answers old', () => {
  told.tell(null)
  expect([changes('getProduct', 'new'), changes('suggest', 'new')]).toEqual([1, 1])
  expect([changes('getProduct', 'legacy'), changes('suggest', 'legacy')]).toEqual([0, 0])
})

test('what a service has believed for a moment longer is made old too', () => {
  told.tell('search')
  later()
  expect(changes('suggest', 'new')).toBe(2)
  expect(waiting).toEqual([])
})

test('many changes in a row make answers old at once, then once in a while, and after the last', () => {
  for (let i = 0; i < 100; i++) told.tell('search')
  expect(changes('suggest', 'new')).toBe(1)
  later()
  expect(changes('suggest', 'new')).toBe(2)
  told.tell('search')
  later()
  expect(changes('suggest', 'new')).toBe(3)
  later()
  expect(changes('suggest', 'new')).toBe(4)
  expect(waiting).toEqual([])
})

import type { Arrived, Decided, Visited } from './exchange.ts'
import { compose, type Policy, passOn } from './policy.ts'
import { type Reply, withHeaders } from './reply.ts'
import { anAnswer, arrived, decided } from './testing/exchanges.ts'

const answer: Policy<Arrived> = () => Promise.resolve(anAnswer())

function named(name: string, trace: string[]): Policy<Arrived> {
  return async (exchange, next) => {
    trace.push(`${name} in`)
    const reply = await next(exchange)
    trace.push(`${name} out`)
    return withHeaders(reply, name, '')
  }
}

test('the first policy is the outermost', async () => {
  const trace: string[] = []
  const reply = await compose([named('a', trace), named('b', trace), answer])(arrived())
  expect(trace).toEqual(['a in', 'b in', 'b out', 'a out'])
  expect(reply.headers).toEqual(['b', '', 'a', ''])
})

test('a policy that answers keeps those behind it out', async () => {
  const trace: string[] = []
  await compose([answer, named('never', trace)])(arrived())
  expect(trace).toEqual([])
})

test('a policy that is switched off is not in the path', async () => {
  let stack = ''
  const look: Policy<Arrived> = () => {
    stack = new Error().stack ?? ''
    return Promise.resolve(anAnswer())
  }
  const off: Policy<Arrived> = passOn
  await compose([off, look])(arrived())
  expect(stack).toContain('policy.test')
  expect(stack).not.toContain('passOn')
})

test('a policy gets what the one before it has handed on', async () => {
  const seen: string[] = []
  const rename: Policy<Arrived> = (exchange, next) => next({ ...exchange, path: '/renamed' })
  const look: Policy<Arrived> = (exchange) => {
    seen.push(exchange.path)
    return Promise.resolve(anAnswer())
  }
  const original = arrived()
  await compose([rename, look])(original)
  expect(seen).toEqual(['/renamed'])
  expect(original.path).toBe('/v1/products/laptop')
})

test('a path can be used by any number of requests at once', async () => {
  const waiting: ((reply: Reply) => void)[] = []
  const wait: Policy<Arrived> = () => new Promise((resolve) => waiting.push(resolve))
  const path = compose([named('a', []), wait])
  const both = Promise.all([path(arrived()), path(arrived())])
  for (const answerOne of waiting.toReversed()) answerOne(anAnswer())
  expect(await both).toHaveLength(2)
})

test('a path whose last policy does not answer says so', async () => {
  const through: Policy<Arrived> = (exchange, next) => next(exchange)
  await expect(compose([through])(arrived())).rejects.toThrow('must answer')
})

test('a policy before what it needs does not compile', async () => {
  const needsVisitor: Policy<Visited> = () => Promise.resolve(anAnswer())
  const makesDecision: Policy<Visited, Decided> = (_exchange, next) => next(decided())
  const needsDecision: Policy<Decided> = () => Promise.resolve(anAnswer())
  const inOrder = compose([makesDecision, needsDecision])
  // @ts-expect-error: nobody has decided yet
  const outOfOrder = compose([needsVisitor, needsDecision])
  expect([inOrder, outOfOrder]).toHaveLength(2)
})

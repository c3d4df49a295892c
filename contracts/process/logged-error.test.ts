import { PassThrough } from 'node:stream'
import pino from 'pino'
import { BanyanError } from '../errors.ts'
import { loggedError } from './logged-error.ts'

const canary = 'anna.canary@example.org'
const text = (error: unknown) => JSON.stringify(loggedError(error))

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    return error
  }
}

test('what it is, what it says, where it happened, and why', () => {
  const error = new BanyanError('upstream-failed', { cause: new TypeError('no such thing') })
  expect(loggedError(error)).toMatchObject({
    type: 'BanyanError',
    code: 'upstream-failed',
    message: 'The side that should answer failed',
    stack: expect.stringContaining('logged-error.test.ts'),
    cause: { type: 'TypeError', message: 'no such thing' },
  })
})

test.each([
  canary,
  `"${canary}"x`,
  `{"email":"${canary}`,
  `{"a": ${canary}}`,
  `${'x'.repeat(90)}${canary}${'x'.repeat(90)}`,
])('what a JSON parser quotes is left out: %s', (json) => {
  const error = parsed(json)
  expect(error).toBeInstanceOf(SyntaxError)
  for (const piece of [canary, 'canary', 'anna', 'example.org']) expect(text(error)).not.toContain(piece)
  expect(text(new BanyanError('malformed-body', { cause: error }))).not.toContain('canary')
})

test('what a library hangs on its error is left out', () => {
  const error = Object.assign(new Error('duplicate key'), {
    detail: `(email)=(${canary})`,
    code: '23505',
    row: { canary },
  })
  expect(loggedError(error)).toMatchObject({ message: 'duplicate key', code: '23505' })
  expect(text(error)).not.toContain(canary)
  expect(text({ canary })).not.toContain(canary)
})

test('pointers name what the contract names, nothing else', () => {
  const errors = ['/query/page', `/query/${canary}`, '/items/3/price/min', `/items/0/${canary}`].map(
    (pointer) => ({
      pointer,
      detail: canary,
    }),
  )
  const logged = loggedError(new BanyanError('invalid-request', { errors })) as { pointers: string[] }
  expect(logged.pointers).toEqual(['/query/page', '/query/*', '/items/3/price/min', '/items/0/*'])
  expect(JSON.stringify(logged)).not.toContain(canary)
})

test('a message stays on its line, and leaves the terminal alone', () => {
  const logged = loggedError(new Error('a\u001b[2J\u2028b\u0085c\u007fd\re')) as { message: string }
  expect(logged.message).toBe('a [2J b c d e')
})

test('a cause that is its own cause ends', () => {
  const error = new Error('round')
  error.cause = error
  expect(text(error).length).toBeLessThan(30_000)
})

test.each([undefined, null, 7, 'text', Symbol('x')])('what is no error: %p', (thrown) => {
  expect(() => loggedError(thrown)).not.toThrow()
})

test('a log takes it as its serializer', () => {
  const output = new PassThrough()
  const log = pino({ serializers: { err: loggedError } }, output)
  log.warn({ err: parsed(canary) }, 'x')
  expect(String(output.read())).not.toContain('canary')
})

import fc from 'fast-check'
import { type Answer, AnswerReader, type BadAnswer } from './answer-reader.ts'

const largest = 1_000

/** Feeds bytes in pieces that end at these places. */
function read(text: string, cuts: readonly number[] = [], reader = new AnswerReader(largest)) {
  const bytes = Buffer.from(text, 'latin1')
  const ends = [...new Set([...cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length])]
  let from = 0
  let outcome: Answer | BadAnswer | null = null
  for (const end of ends.sort((a, b) => a - b)) {
    // A fresh copy, overwritten afterwards, as the shared memory of the connections is.
    const piece = Buffer.from(bytes.subarray(from, end))
    outcome = reader.take(piece, piece.length)
    piece.fill(0x58)
    if (outcome !== null) return outcome
    from = end
  }
  return outcome
}

const lengthHead = (bytes: number) => `HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`
const chunkedHead = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

function chunked(pieces: readonly string[]): string {
  const chunks = pieces.map((piece) => `${piece.length.toString(16)};x=1\r\n${piece}\r\n`)
  return `${chunkedHead}${chunks.join('')}0\r\ntrailer: a\r\n\r\n`
}

const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 })
const piece = fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' })

test('a body of a known length comes whole, however it is cut', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary-ascii' }), cuts, (body, at) => {
      expect(read(lengthHead(body.length) + body, at)).toMatchObject({ body: Buffer.from(body, 'latin1') })
    }),
  )
})

test('a body in chunks comes whole, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), cuts, (pieces, at) => {
      expect(read(chunked(pieces), at)).toMatchObject({ body: Buffer.from(pieces.join(''), 'latin1') })
    }),
  )
})

test('whatever comes, nothing is thrown', () => {
  const noise = fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.constant('\r\n'), fc.constant('0\r\n\r\n'))
  fc.assert(
    fc.property(fc.array(noise), cuts, (parts, at) => {
      read(chunkedHead + parts.join(''), at)
      read(parts.join(''), at)
    }),
  )
})

test('a connection’s answers are read one after the other', () => {
  const reader = new AnswerReader(largest)
  expect(read(`${lengthHead(1)}a`, [], reader)).toMatchObject({ body: Buffer.from('a') })
  expect(read(chunked(['b']), [7], reader)).toMatchObject({ body: Buffer.from('b') })
})

test('informational answers come before the one that counts', () => {
  const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'
  expect(read(`${hints}HTTP/1.1 100 Continue\r\n\r\n${lengthHead(1)}a`)).toMatchObject({
    head: { status: 200 },
    body: Buffer.from('a'),
  })
  expect(read(hints)).toBeNull()
})

test.each([
  ['bytes behind the answer', `${lengthHead(1)}ab`, 'MALFORMED_ANSWER'],
  ['a second answer', `${lengthHead(1)}a${lengthHead(1)}a`, 'MALFORMED_ANSWER'],
  ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n', 'MALFORMED_ANSWER'],
  ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(17_000)}`, 'MALFORMED_ANSWER'],
  ['a chunk without size', `${chunkedHead}zz\r\n`, 'MALFORMED_ANSWER'],
  ['a negative chunk', `${chunkedHead}-1\r\n`, 'MALFORMED_ANSWER'],
  ['a chunk that is longer than it says', `${chunkedHead}1\r\nab\r\n`, 'MALFORMED_ANSWER'],
  ['a chunk line with a bare line feed', `${chunkedHead}1\na\r\n`, 'MALFORMED_ANSWER'],
  ['a chunk line without end', `${chunkedHead}1;${'a'.repeat(2_000)}`, 'MALFORMED_ANSWER'],
  ['a trailer without end', `${chunkedHead}0\r\n${'a: b\r\n'.repeat(3_000)}`, 'MALFORMED_ANSWER'],
  [
    'chunks of more than is allowed',
    `${chunkedHead}258\r\n${'a'.repeat(600)}\r\n258\r\n`,
    'ANSWER_TOO_LARGE',
  ],
  ['a length of more than is allowed', lengthHead(1_001), 'ANSWER_TOO_LARGE'],
])('%s: %s', (_what, text, outcome) => {
  expect(read(text)).toBe(outcome)
})

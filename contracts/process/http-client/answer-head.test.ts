import { fieldOf, readAnswerHead } from './answer-head.ts'

const head = (...lines: string[]) => lines.join('\r\n')

test('a usual head is read', () => {
  const text = head(
    'HTTP/1.1 200 OK',
    'Content-Type: application/json; charset=utf-8',
    'Content-Length: 12 ',
    'Connection: keep-alive',
    'Keep-Alive: timeout=5, max=100',
  )
  const read = readAnswerHead(text)
  expect(read).toMatchObject({
    status: 200,
    framing: { kind: 'length', bytes: 12 },
    keepsAlive: true,
    idleSeconds: 5,
  })
  expect(fieldOf(read?.fields ?? [], 'content-type')).toBe('application/json; charset=utf-8')
  expect(fieldOf(read?.fields ?? [], 'etag')).toBe('')
})

test.each([
  ['no reason phrase', head('HTTP/1.1 200', 'content-length: 0'), { status: 200 }],
  ['an empty field', head('HTTP/1.1 200 OK', 'x:', 'content-length: 0'), { status: 200 }],
  [
    'chunks',
    head('HTTP/1.1 200 OK', 'Transfer-Encoding: Chunked'),
    { framing: { kind: 'chunked' }, keepsAlive: true },
  ],
  ['the last one', head('HTTP/1.1 200 OK', 'content-length: 1', 'Connection: Close'), { keepsAlive: false }],
  ['HTTP/1.0', head('HTTP/1.0 200 OK', 'content-length: 1'), { keepsAlive: false }],
  ['no body', head('HTTP/1.1 204 No Content'), { framing: { kind: 'length', bytes: 0 } }],
  ['early hints', head('HTTP/1.1 103 Early Hints', 'link: </a>'), { status: 103 }],
])('%s is understood', (_what, text, expected) => {
  expect(readAnswerHead(text)).toMatchObject(expected)
})

test.each([
  ['two lengths', head('HTTP/1.1 200 OK', 'content-length: 1', 'content-length: 1')],
  ['a list of lengths', head('HTTP/1.1 200 OK', 'content-length: 1, 1')],
  ['a signed length', head('HTTP/1.1 200 OK', 'content-length: +1')],
  ['a length in hexadecimal', head('HTTP/1.1 200 OK', 'content-length: 0x1')],
  ['an empty length', head('HTTP/1.1 200 OK', 'content-length:')],
  ['length and chunks', head('HTTP/1.1 200 OK', 'content-length: 1', 'transfer-encoding: chunked')],
  ['another coding', head('HTTP/1.1 200 OK', 'transfer-encoding: gzip, chunked')],
  ['chunks twice', head('HTTP/1.1 200 OK', 'transfer-encoding: chunked', 'transfer-encoding: chunked')],
  ['chunks in HTTP/1.0', head('HTTP/1.0 200 OK', 'transfer-encoding: chunked')],
  ['no framing at all', head('HTTP/1.1 200 OK', 'content-type: text/plain')],
  ['status 999', head('HTTP/1.1 999 Odd', 'content-length: 0')],
  ['status 99', head('HTTP/1.1 099 Odd', 'content-length: 0')],
  ['HTTP/2', head('HTTP/2 200', 'content-length: 0')],
  ['a folded line', head('HTTP/1.1 200 OK', 'x: a', ' b', 'content-length: 0')],
  ['a space before the colon', head('HTTP/1.1 200 OK', 'content-length : 0')],
  ['no colon', head('HTTP/1.1 200 OK', 'gibberish', 'content-length: 0')],
  ['an empty name', head('HTTP/1.1 200 OK', ': a', 'content-length: 0')],
  ['a bare line feed', head('HTTP/1.1 200 OK', 'x: a\ncontent-length: 9', 'content-length: 0')],
  ['a bare carriage return', head('HTTP/1.1 200 OK', 'x: a\rb', 'content-length: 0')],
  ['a zero byte', head('HTTP/1.1 200 OK', 'x: a\0b', 'content-length: 0')],
  ['a control character in the status line', head('HTTP/1.1 200 O\x07K', 'content-length: 0')],
  ['nothing', ''],
  ['another protocol', '220 smtp.example ESMTP'],
])('%s is not believed', (_what, text) => {
  expect(readAnswerHead(text)).toBeNull()
})

import { createServer } from 'node:http'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { answerOverload } from './overload-answer.ts'

async function refused(init: RequestInit = {}, more: readonly string[] = []) {
  const server = createServer((req, res) => answerOverload(req, res, more))
  const answer = await fetch(`http://127.0.0.1:${await listen(server, 0)}`, init)
  const body = await answer.text()
  await closeServer(server, 0)
  return { answer, body }
}

test('a problem document, with the time to come again', async () => {
  const { answer, body } = await refused()
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('content-length'))).toBe(Buffer.byteLength(body))
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/problem+json',
    'retry-after': '1',
    'cache-control': 'no-store',
  })
  expect(JSON.parse(body)).toMatchObject({
    type: '/problems/overloaded',
    code: 'overloaded',
    status: 503,
    traceId: '0'.repeat(32),
  })
})

test('it carries what its connection and its origin want', async () => {
  const { answer } = await refused({}, ['access-control-allow-origin', 'https://shop.example'])
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example')
})

test('a body that is still to come is not waited for', async () => {
  const { answer } = await refused({ method: 'POST', body: 'x'.repeat(1_000_000) })
  expect([answer.status, answer.headers.get('connection')]).toEqual([503, 'close'])
})

import { Webhook } from 'standardwebhooks'
import { signedCallFlaw, toleranceSeconds } from './signed-call.ts'

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const next = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
const now = 1_800_000_000
const body = '{"type":"catalogue.changed"}'

function call(change: { id?: string; time?: number; body?: string; secret?: string } = {}) {
  const { id = 'msg_1', time = now, body: sent = body, secret: by = secret } = change
  const signature = new Webhook(by).sign(id, new Date(time * 1000), sent)
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(time), 'webhook-signature': signature }
  return { headers, body: Buffer.from(sent) }
}

test('what one of the secrets signed is genuine', () => {
  expect(signedCallFlaw(call(), [secret], now)).toBeNull()
  expect(signedCallFlaw(call({ body: '' }), [secret], now)).toBeNull()
  expect(signedCallFlaw(call({ body: 'ü€😀' }), [secret], now)).toBeNull()
})

test('while secrets rotate both verify, and then only the new one', () => {
  for (const by of [secret, next])
    expect(signedCallFlaw(call({ secret: by }), [next, secret], now)).toBeNull()
  expect(signedCallFlaw(call(), [next], now)).toBe('signature')
  const [old, fresh] = [call(), call({ secret: next })]
  const both = { ...old, headers: { ...old.headers } }
  both.headers['webhook-signature'] += ` ${fresh.headers['webhook-signature']} v1a,unknown`
  expect(signedCallFlaw(both, [next], now)).toBeNull()
})

test.each([
  [-toleranceSeconds, null],
  [toleranceSeconds, null],
  [-toleranceSeconds - 1, 'time'],
  [toleranceSeconds + 1, 'time'],
])('a clock that is %i s off: %s', (off, flaw) => {
  expect(signedCallFlaw(call({ time: now + off }), [secret], now)).toBe(flaw)
})

test('without secrets nothing is genuine', () => {
  expect(signedCallFlaw(call(), [], now)).toBe('signature')
})

test('the scheme is the published one', () => {
  // Example of the specification, "Verifying signatures".
  const example = {
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    body: Buffer.from('{"test": 2432232314}'),
  }
  const published = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  expect(signedCallFlaw(example, [published], 1_614_265_330)).toBeNull()
})

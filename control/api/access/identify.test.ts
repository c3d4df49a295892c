import { identify, type Keys } from './identify.ts'
import { newSession, sealSession } from './session-token.ts'

const now = Date.parse('2026-11-22T10:00:00Z')
const keys: Keys = {
  operatorToken: 'the-operators-token',
  sessionSecrets: ['a secret of enough length'],
  isEnded: () => false,
}
const session = newSession('anna', now)
const token = sealSession(session, keys.sessionSecrets)

describe('who is calling', () => {
  it('is the operator of a session', () => {
    expect(identify({ cookie: `theme=dark; banyan_session=${token}` }, keys, now)).toEqual({
      via: 'session',
      name: 'anna',
      session,
    })
  })

  it('is the holder of the token, under the name that he states, made safe', () => {
    const headers = { authorization: 'Bearer the-operators-token', 'banyan-actor': ' pipe\u001b[31mline ' }
    expect(identify(headers, keys, now)).toEqual({ via: 'token', name: 'pipe [31mline' })
    expect(identify({ authorization: headers.authorization }, keys, now).name).toBe('token')
  })

  test.each([
    ['nothing', {}],
    ['an empty cookie', { cookie: 'banyan_session=' }],
    ['a forged cookie', { cookie: `banyan_session=x${token}` }],
    ['two session cookies', { cookie: `banyan_session=${token}; banyan_session=${token}` }],
    ['a wrong token', { authorization: 'Bearer the-operators-toke' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic the-operators-token' }],
    ['the bare token', { authorization: 'the-operators-token' }],
    ['a wrong token beside a good cookie', { authorization: 'Bearer no', cookie: `banyan_session=${token}` }],
  ])('is nobody with %s', (_what, headers) => {
    expect(() => identify(headers, keys, now)).toThrow(expect.objectContaining({ code: 'unauthenticated' }))
  })

  it('is nobody once the session was ended or has expired', () => {
    const cookie = `banyan_session=${token}`
    expect(() => identify({ cookie }, keys, session.expiresAt)).toThrow()
    expect(() => identify({ cookie }, { ...keys, isEnded: (id) => id === session.id }, now)).toThrow()
  })
})

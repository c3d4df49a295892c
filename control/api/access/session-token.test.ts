import { newSession, openSession, sealSession, sessionLastsMs } from './session-token.ts'

const secrets = ['a secret of enough length']
const now = Date.parse('2026-11-22T10:00:00Z')

describe('a session token', () => {
  it('gives back the session that was sealed', () => {
    const session = newSession('anna', now)
    expect(openSession(sealSession(session, secrets), secrets, now)).toEqual(session)
  })

  it('has a fresh id every time', () => {
    expect(newSession('anna', now).id).not.toBe(newSession('anna', now).id)
  })

  it('expires', () => {
    const token = sealSession(newSession('anna', now), secrets)
    expect(openSession(token, secrets, now + sessionLastsMs - 1)).not.toBeNull()
    expect(openSession(token, secrets, now + sessionLastsMs)).toBeNull()
  })

  it('sealed with the former secret is still good while the secret is changed', () => {
    const token = sealSession(newSession('anna', now), secrets)
    expect(openSession(token, ['the next secret', ...secrets], now)).not.toBeNull()
    expect(openSession(token, ['the next secret'], now)).toBeNull()
  })

  const token = sealSession(newSession('anna', now), secrets)
  const [payload, seal] = token.split('.')
  const forged = Buffer.from(JSON.stringify({ ...newSession('eve', now) })).toString('base64url')
  test.each([
    ['with another payload', `${forged}.${seal}`],
    ['with another seal', `${payload}.${'A'.repeat(43)}`],
    ['without a seal', `${payload}.`],
    ['with no seal at all', `${payload}`],
    ['with a third part', `${token}.x`],
    ['with padding added to its seal', `${token}=`],
    ['that is empty', ''],
    ['that is only a dot', '.'],
  ])('%s is refused', (_what, text) => {
    expect(openSession(text, secrets, now)).toBeNull()
  })

  it('has one spelling: the unused bits of its last character may not be played with', () => {
    const last = token.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const twin = alphabet[alphabet.indexOf(last) ^ 1]
    expect(Buffer.from(`${seal?.slice(0, -1)}${twin}`, 'base64url')).toEqual(
      Buffer.from(seal ?? '', 'base64url'),
    )
    expect(openSession(`${token.slice(0, -1)}${twin}`, secrets, now)).toBeNull()
  })
})

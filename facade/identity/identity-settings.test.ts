import { z } from 'zod'
import { readSettings, SettingsError } from '#contracts/process/settings.ts'
import { identityProblems, identitySettings } from './identity-settings.ts'

const sound = {
  OIDC_ISSUER: 'https://login.example/',
  OIDC_AUDIENCE: 'https://api.example',
  OIDC_JWKS_URL: 'https://login.example/jwks',
}

const read = (environment: { readonly [name: string]: string }) =>
  readSettings(z.object(identitySettings), environment)

test('nothing is a setting too, unless an operation wants to know who calls', () => {
  expect(identityProblems(read({}), false)).toEqual([])
  expect(identityProblems(read({}), true).map(([name]) => name)).toEqual(Object.keys(sound))
})

test('all three go together', () => {
  expect(identityProblems(read(sound), true)).toEqual([])
  for (const name of Object.keys(sound)) {
    expect(identityProblems(read({ ...sound, [name]: '' }), false).map(([missing]) => missing)).toEqual([
      name,
    ])
  }
})

test.each([
  ['https://login.example/jwks', true],
  ['http://127.0.0.1:8080/jwks', true],
  ['http://localhost/jwks', true],
  ['http://login.example/jwks', false],
  ['http://127.0.0.1.evil.example/jwks', false],
  ['http://localhost@evil.example/jwks', false],
])('keys from %s: %s', (url, allowed) => {
  expect(identityProblems(read({ ...sound, OIDC_JWKS_URL: url }), false).length === 0).toBe(allowed)
})

test.each(['HS256', 'none', 'RS256,HS256', 'ES256K', ''])('algorithms %j', (algorithms) => {
  const given = () => read({ ...sound, OIDC_ALGORITHMS: algorithms })
  if (algorithms === '') expect(given().OIDC_ALGORITHMS).toContain('ES256')
  else expect(given).toThrow(SettingsError)
})

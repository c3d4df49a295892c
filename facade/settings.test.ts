import { readSettings, SettingsError } from '#contracts/process/settings.ts'
import { facadeSettings } from './settings.ts'

const needed = {
  UNLEASH_TOKEN: 'a-client-token',
  VISITOR_SECRET: 'a-secret-of-visitors',
  TESTER_SECRET: 'a-secret-of-testers',
  OPERATOR_TOKEN: 'a-token-of-operators',
  SERVICE_TOKEN: 'a-token-of-services',
  DATABASE_URL: 'postgres://banyan@127.0.0.1:8432/banyan',
}

const read = (change: { [name: string]: string | undefined }) =>
  readSettings(facadeSettings, { ...needed, ...change })

test('with what has no default it starts in production, on the loopback, on the documented ports', () => {
  expect(read({})).toMatchObject({
    BANYAN_MODE: 'production',
    FACADE_HOST: '127.0.0.1',
    FACADE_PORT: 8080,
    OPERATIONS_PORT: 8081,
    LEGACY_SUITE: 'vendure',
    NEW_CAPABILITIES: ['catalog', 'search'],
    CORS_ORIGINS: [],
    TRUSTED_PROXIES: 0,
  })
})

test.each([
  ['2', 2],
  ['10.0.0.0/8, fd00::/8,192.0.2.1', ['10.0.0.0/8', 'fd00::/8', '192.0.2.1']],
])('trusted proxies may be %s', (text, trusted) => {
  expect(read({ TRUSTED_PROXIES: text }).TRUSTED_PROXIES).toEqual(trusted)
})

test('secrets may be several: the first signs', () => {
  expect(read({ VISITOR_SECRET: 'the-secret-of-today, an-old-secret-of-ours' }).VISITOR_SECRET).toEqual([
    'the-secret-of-today',
    'an-old-secret-of-ours',
  ])
})

test.each([
  ['VISITOR_SECRET', 'short'],
  ['VISITOR_SECRET', 'long-enough-secret,short'],
  ['VISITOR_SECRET', undefined],
  ['OPERATOR_TOKEN', 'short'],
  ['BANYAN_MODE', 'debug'],
  ['NEW_CAPABILITIES', 'catalog,unknown'],
  ['NEW_URL', 'ftp://services'],
  ['VALIDATE_SHARE', '2'],
  ['MARKETS', '[]'],
  ['LEGACY_OPTIONS', 'no json'],
  ['DATABASE_URL', 'mysql://x'],
  ['TRUSTED_PROXIES', 'true'],
  ['TRUSTED_PROXIES', '11'],
  ['TRUSTED_PROXIES', '-1'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['TRUSTED_PROXIES', '10.0.0.0/8,'],
  ['TRUSTED_PROXIES', '10.0.0/8'],
  ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
])('%s may not be %j', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(SettingsError)
})

/** Names that others check, or that nobody can. */
const freeText = [
  'DATA_DIR',
  'FACADE_TLS_CERT',
  'FACADE_TLS_KEY',
  'LEGACY_SUITE',
  'OIDC_AUDIENCE',
  'OIDC_TOKEN_TYPES',
  'UNLEASH_TOKEN',
]

test('every setting refuses nonsense, all of them at once; only these take any text', () => {
  const names = Object.keys(facadeSettings.shape)
  const nonsense = Object.fromEntries(names.map((name) => [name, ' ? ']))
  const refused = (error: unknown) =>
    new Set((error as SettingsError).problems.map((problem) => problem.split(/[.:]/)[0]))
  let thrown: unknown
  try {
    read(nonsense)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(SettingsError)
  expect(names.filter((name) => !refused(thrown).has(name)).sort()).toEqual([...freeText].sort())
})

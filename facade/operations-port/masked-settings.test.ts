import { maskedSettings } from './masked-settings.ts'

test.each([
  ['a secret by name', { TESTER_SECRET: 'abc' }, { TESTER_SECRET: '[secret]' }],
  ['a list of secrets', { VISITOR_SECRET: ['a', 'b'] }, { VISITOR_SECRET: '[secret]' }],
  [
    'a secret within options',
    { LEGACY_OPTIONS: { apiKey: 'x', shop: 'b' } },
    { LEGACY_OPTIONS: { apiKey: '[secret]', shop: 'b' } },
  ],
  ['a password within a URL', { u: 'postgres://a:b@h:5/d' }, { u: 'postgres://a:secret@h:5/d' }],
  [
    'a token within a URL’s query',
    { u: 'http://h/x?token=abc&a=1' },
    { u: 'http://h/x?token=%5Bsecret%5D&a=1' },
  ],
  ['a URL in a list', { l: ['http://a:b@h/'] }, { l: ['http://a:secret@h/'] }],
  [
    'what is no secret',
    { p: 1, t: true, u: 'http://h:1', n: undefined },
    { p: 1, t: true, u: 'http://h:1', n: null },
  ],
])('%s', (_rule, settings, masked) => {
  expect(maskedSettings(settings)).toEqual(masked)
})

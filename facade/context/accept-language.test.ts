import { lookUpLocale, negotiateLocale } from './accept-language.ts'

const offered = ['en', 'de', 'fr-CA']

test.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE-at-1996', 'de'],
  ['fr-CA', 'fr-CA'],
  ['fr-ca', 'fr-CA'],
  ['fr', null],
  ['fr-FR', null],
  ['nl', null],
  ['', null],
])('%s is looked up as %s', (tag, locale) => {
  expect(lookUpLocale(tag, offered)).toBe(locale)
})

test.each([
  ['de', 'de'],
  ['nl, de;q=0.8, en;q=0.9', 'en'],
  ['de;q=0.8, en;q=0.8', 'de'],
  ['en;q=0, de;q=0.1', 'de'],
  ['nl, *', 'en'],
  ['de-CH, de;q=0.9, en;q=0.8', 'de'],
  ['de;q=2, en', 'en'],
  ['de;q=x, en;q=0.1', 'en'],
  ['de ; q=0.5 , fr-CA', 'fr-CA'],
  [',,;;,q', null],
  ['', null],
  ['nl', null],
])('%j wants %s', (header, locale) => {
  expect(negotiateLocale(header, offered)).toBe(locale)
})

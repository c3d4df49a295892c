import { matchPassthrough } from './passthrough-target.ts'

const prefixes = ['/shop-api', '/assets']

describe('which targets pass through', () => {
  test.each([
    ['/shop-api', '/shop-api'],
    ['/shop-api?languageCode=de', '/shop-api'],
    ['/shop-api/x', '/shop-api'],
    ['/assets/preview/ab/picture__preview.jpg?preset=thumb', '/assets'],
    ['/assets//preview/picture.jpg', '/assets'],
    ['/assets/M%C3%BCtze%20rot.jpg', '/assets'],
    ['/assets/v1.2.3/...three', '/assets'],
    ['/assets/100%25.jpg', '/assets'],
    ['/shop-api?next=/../admin-api', '/shop-api'],
  ])('%s goes to the suite', (target, prefix) => {
    expect(matchPassthrough(target, prefixes)).toEqual({ kind: 'suite', prefix })
  })

  test.each(['/', '/shop', '/shop-apix', '/SHOP-API', '/admin-api', '//shop-api', '/x/shop-api', ''])(
    '%p is not the suite’s',
    (target) => {
      expect(matchPassthrough(target, prefixes)).toEqual({ kind: 'other' })
    },
  )

  test.each([
    '/shop-api/../admin-api',
    '/shop-api/./x',
    '/shop-api/..',
    '/shop-api/%2e%2e/admin-api',
    '/shop-api/.%2E/admin-api',
    '/shop-api/..%2fadmin-api',
    '/shop-api/%2e%2e%2fadmin-api',
    '/shop-api/..%5cadmin-api',
    '/shop-api/..\\admin-api',
    '/shop-api/..;/admin-api',
    '/shop-api/..%3bx/admin-api',
    '/shop-api/%252e%252e/admin-api',
    '/shop-api/%c0%ae%c0%ae/admin-api',
    '/shop-api/x%00.json',
    '/shop-api/%25252e%25252e/admin-api',
    '/shop-api/%25%32%65%25%32%65/admin-api',
    '/shop-api/..%e0%80%afadmin-api',
    '/shop-api/..%f0%80%80%afadmin-api',
    '/shop-api/..%ef%bc%8fadmin-api',
    '/shop-api/%ef%bc%8e%ef%bc%8e/admin-api',
    '/shop-api/%u002e%u002e/admin-api',
    '/shop-api/..%0d%0a/admin-api',
    '/shop-api/x%',
  ])('%s is ambiguous', (target) => {
    expect(matchPassthrough(target, prefixes)).toEqual({ kind: 'ambiguous' })
  })
})

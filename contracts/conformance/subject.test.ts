import { BanyanError } from '../errors.ts'
import { sampleFacts } from './catalogue-facts.ts'
import { requestTarget, subjectOfHandlers } from './subject.ts'

const closed = async () => undefined

describe('the subjects of a conformance run', () => {
  test('a call becomes a request target: path encoded, lists repeated, nothing for what is not given', () => {
    expect(requestTarget('getProduct', { key: 'a/b ä%', by: 'sku' })).toEqual({
      method: 'GET',
      target: '/v1/products/a%2Fb%20%C3%A4%25?by=sku',
    })
    expect(requestTarget('searchProducts', { q: '', facet: ['a:b', 'c:d'], page: 2 }).target).toBe(
      '/v1/search?q=&facet=a%3Ab&facet=c%3Ad&page=2',
    )
    expect(requestTarget('listCategories', {}).target).toBe('/v1/categories')
  })

  test('a handler’s answer is a reply of 200, its refusal the problem’s status and document', async () => {
    const subject = subjectOfHandlers(
      {
        listCategories: async () => ({ items: [] }),
        getCategory: () => Promise.reject(new BanyanError('not-found')),
      },
      closed,
    )
    expect(await subject.call('listCategories', {}, sampleFacts.context)).toEqual({
      status: 200,
      body: { items: [] },
    })
    expect(await subject.call('getCategory', { slug: 'x' }, sampleFacts.context)).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    })
  })

  test('a mistake of the handler is no reply: the test fails with it', async () => {
    const subject = subjectOfHandlers({ suggest: () => Promise.reject(new TypeError('oops')) }, closed)
    await expect(subject.call('suggest', {}, sampleFacts.context)).rejects.toThrow('oops')
    await expect(subject.call('getProduct', {}, sampleFacts.context)).rejects.toThrow('is not there')
  })
})

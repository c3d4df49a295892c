import { consoleOrigins, demandSameOrigin } from './same-origin.ts'

const origins = consoleOrigins([], 8090)
const ours = { origin: 'http://127.0.0.1:8090', 'banyan-console': '1', 'sec-fetch-site': 'same-origin' }

describe('an act by session', () => {
  it('is taken from a page of the console', () => {
    expect(() => demandSameOrigin(ours, origins)).not.toThrow()
    expect(() => demandSameOrigin({ ...ours, 'sec-fetch-site': undefined }, origins)).not.toThrow()
    expect(() => demandSameOrigin({ ...ours, origin: 'http://localhost:8090' }, origins)).not.toThrow()
  })

  test.each([
    ['without an origin', { ...ours, origin: undefined }],
    ['from another site', { ...ours, origin: 'https://evil.example' }],
    ['from another port', { ...ours, origin: 'http://127.0.0.1:8080' }],
    ['from another scheme', { ...ours, origin: 'https://127.0.0.1:8090' }],
    ['from nowhere', { ...ours, origin: 'null' }],
    ['without our header', { ...ours, 'banyan-console': undefined }],
    ['with another value of it', { ...ours, 'banyan-console': '0' }],
    ['that the browser calls cross-site', { ...ours, 'sec-fetch-site': 'cross-site' }],
    ['that the browser calls same-site', { ...ours, 'sec-fetch-site': 'same-site' }],
  ])('is refused %s', (_what, headers) => {
    expect(() => demandSameOrigin(headers, origins)).toThrow(expect.objectContaining({ code: 'forbidden' }))
  })

  it('is bound to the public origin where there is one', () => {
    const behindProxy = consoleOrigins(['https://banyan.example.com'], 8090)
    expect(() => demandSameOrigin(ours, behindProxy)).toThrow()
    expect(() =>
      demandSameOrigin({ ...ours, origin: 'https://banyan.example.com' }, behindProxy),
    ).not.toThrow()
  })
})

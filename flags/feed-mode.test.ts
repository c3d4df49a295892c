import { feedMode } from './feed-mode.ts'

describe('how a flag server is listened to', () => {
  it('streams on plain HTTP', () => {
    expect(feedMode('http://127.0.0.1:8242/api')).toEqual({ type: 'streaming' })
  })

  it.each(['https://unleash.example/api', 'HTTPS://unleash.example/api'])(
    'polls over TLS, because the client’s stream trusts any certificate: %s',
    (url) => {
      expect(feedMode(url)).toEqual({ type: 'polling', format: 'full' })
    },
  )
})

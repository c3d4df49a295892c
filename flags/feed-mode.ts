export type FeedMode = { readonly type: 'streaming' } | { readonly type: 'polling'; readonly format: 'full' }

/**
 * How unleash-client may be fed from a server. Its streaming (6.12) does not check the server's
 * certificate, and would give the token to anybody; its polling does. So over TLS it polls.
 */
export function feedMode(url: string): FeedMode {
  return new URL(url).protocol === 'http:' ? { type: 'streaming' } : { type: 'polling', format: 'full' }
}

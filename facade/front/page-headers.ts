import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Security headers of Banyan's own pages; an answer of the suite keeps the suite's. */
export function pageHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // Whoever ends TLS in front of us decides that; over plain HTTP it means nothing.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  })
}

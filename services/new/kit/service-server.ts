import { createServer, type Server } from 'node:http'
import type { Express } from 'express'

/**
 * The HTTP server of a service. An idle connection stays open longer than a caller's pool keeps it: the side
 * that closes first must be the one that knows whether a request is on its way, or a request meets a closed
 * socket.
 */
export function createServiceServer(app: Express): Server {
  return createServer(
    {
      keepAliveTimeout: 75_000,
      headersTimeout: 15_000,
      requestTimeout: 60_000,
      connectionsCheckingInterval: 5_000,
    },
    app,
  )
}

// One stretch of load against one address, asked and answered over IPC: `LoadOrder` in, `LoadResult` out.
import { randomBytes } from 'node:crypto'
import autocannon from 'autocannon'
import { mintVisitorToken, visitorCookie } from '#contracts/visitor-token.ts'
import type { LoadOrder, LoadResult } from '../load-order.ts'

/** As many different visitors as a connection meets before it starts over. */
const visitorsPerConnection = 500

function cookie(secret: string): string {
  return `${visitorCookie}=${mintVisitorToken(randomBytes(16).toString('base64url'), [secret])}`
}

async function load(order: LoadOrder): Promise<LoadResult> {
  const { url, connections, seconds, crowd, visitorSecret } = order
  const mine = cookie(visitorSecret)
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    ...(order.body === null ? {} : { method: 'POST', body: order.body }),
    headers: { ...order.headers, cookie: mine },
    setupClient: (client) => {
      if (!crowd) return
      const visitors = Array.from({ length: visitorsPerConnection }, () => cookie(visitorSecret))
      client.setRequests(visitors.map((visitor) => ({ headers: { ...order.headers, cookie: visitor } })))
    },
  })
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.errors + result.timeouts + result.non2xx,
  }
}

process.on('message', (order: LoadOrder) => {
  load(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${error}\n`)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')

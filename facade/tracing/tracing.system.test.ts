// A real façade with traces on, and a collector on a socket: which spans come, and how they hang together.
import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { type RunningParent, startParent } from '#scripts/testing/running-parent.ts'

type Span = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
}

const [traceId, callerId] = ['a'.repeat(32), 'd'.repeat(16)]

let collector: Server
let facade: RunningParent
const spans: Span[] = []

beforeAll(async () => {
  collector = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const body = req.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
      const { resourceSpans = [] } = JSON.parse(body.toString())
      for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans)
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  const port = await listen(collector, 0)
  facade = await startParent({
    ...{ FACADE_WORKERS: '1', OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    ...{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_BSP_SCHEDULE_DELAY: '100' },
  })
})
afterAll(async () => {
  await facade.close()
  await closeServer(collector, 0)
})

test('a request continues its caller’s trace; its call is its child, and the side’s parent', async () => {
  const headers = { traceparent: `00-${traceId}-${callerId}-01` }
  const answer = await fetch(`${facade.storefront}/v1/products/laptop`, { headers })
  expect([answer.status, (await text(answer.body as never)).length > 0]).toEqual([200, true])
  facade.signal('SIGTERM')
  await facade.ended
  const own = spans.filter((span) => span.traceId === traceId)
  const request = own.find(({ name }) => name === 'getProduct')
  const call = own.find(({ name }) => name === 'new getProduct')
  expect(request).toMatchObject({ parentSpanId: callerId, kind: 2 })
  expect(call).toMatchObject({ parentSpanId: request?.spanId, kind: 3 })
  const [asked] = facade.upstream.requests.filter(({ url }) => url?.includes('laptop'))
  expect(asked?.headers.traceparent).toBe(`00-${traceId}-${call?.spanId}-01`)
})

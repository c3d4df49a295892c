// Spans by OpenTelemetry; where they go and how many is said by its own variables (OTEL_EXPORTER_OTLP_*,
// OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES). Loaded only where traces are on.
import { createRequire } from 'node:module'
import {
  trace as api,
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { NodeSDK } from '@opentelemetry/sdk-node'
import type { Trace } from '../trace/trace-context.ts'
import type { OpenSpan, SpanFacts, Tracing } from './tracing.ts'

/** Ids of the next span: the request path has made them, and told them to logs and sides already. */
class GivenIds {
  traceId = ''
  spanId = ''
  generateTraceId = () => this.traceId || hex(32)
  generateSpanId = () => {
    const id = this.spanId || hex(16)
    this.spanId = ''
    return id
  }
}

const parentPattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/

/** Starts the SDK. */
export function startOpenTelemetry(environment: { readonly [name: string]: string | undefined }): Tracing {
  const ids = new GivenIds()
  const sdk = new NodeSDK({
    serviceName: environment.OTEL_SERVICE_NAME ?? 'banyan-facade',
    idGenerator: ids,
    instrumentations: [passthroughInstrumentation()],
    metricReaders: [],
    logRecordProcessors: [],
  })
  sdk.start()
  // Node's own module is loaded since long: asked for once more, it is patched.
  createRequire(import.meta.url)('node:http')
  const tracer = api.getTracer('banyan-facade')
  const begin = (name: string, kind: SpanKind, context: Context, trace: Trace): OpenSpan => {
    const span = tracer.startSpan(name, { kind }, context)
    ids.traceId = ''
    ids.spanId = ''
    const { spanId, traceFlags } = span.spanContext()
    const flags = traceFlags === TraceFlags.SAMPLED ? '01' : '00'
    return {
      trace: { ...trace, spanId, flags },
      end: (facts: SpanFacts, errorCode) => {
        span.setAttributes(facts)
        if (errorCode !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: errorCode })
        span.end()
      },
    }
  }
  return {
    request: (name, trace, parent) => {
      ids.traceId = trace.traceId
      ids.spanId = trace.spanId
      return begin(name, SpanKind.SERVER, contextOf(trace, parentPattern.exec(parent ?? '')?.[2]), trace)
    },
    call: (name, trace) => begin(name, SpanKind.CLIENT, contextOf(trace, trace.spanId), trace),
    close: () => sdk.shutdown().catch(() => undefined),
  }
}

/** The context in which a remote or outer span is the parent; the root where there is none. */
function contextOf({ traceId, flags }: Trace, spanId: string | undefined): Context {
  if (spanId === undefined) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  return api.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

/** Operations of the contract make spans of their own: without a hook for each socket. */
function passthroughInstrumentation(): HttpInstrumentation {
  return new HttpInstrumentation({
    ignoreIncomingRequestHook: ({ url = '' }) => url.startsWith('/v1/'),
    disableOutgoingRequestInstrumentation: true,
  })
}

function hex(digits: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(digits / 2))
  return Buffer.from(bytes).toString('hex')
}

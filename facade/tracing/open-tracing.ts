import type { Tracing } from './tracing.ts'

type Environment = { readonly [name: string]: string | undefined }

/**
 * Traces where an endpoint is named (`OTEL_EXPORTER_OTLP_ENDPOINT`) or `TRACES=on` says so; else null, and
 * not a line of OpenTelemetry is loaded.
 */
export async function openTracing(environment: Environment): Promise<Tracing | null> {
  if (environment.OTEL_EXPORTER_OTLP_ENDPOINT === undefined && environment.TRACES !== 'on') return null
  const { startOpenTelemetry } = await import('./tracing.opentelemetry.ts')
  return startOpenTelemetry(environment)
}

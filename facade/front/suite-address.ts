import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import type { ReadClient } from '../http/client-address.ts'
import type { Random } from '../random.ts'
import { beginTrace, traceIdIn, traceparentOf } from '../trace/trace-context.ts'
import { headersToSuite } from './suite-headers.ts'

/** Where the suite is, and what it is told about those who ask it. */
export type SuiteAddress = {
  readonly url: URL
  readonly lookup: LookupFunction | undefined
  /** The suite's own target for one of the client's. */
  targetOf(req: IncomingMessage): string
  /** The head for the suite, as a flat list, but for the framing of the body. */
  headOf(req: IncomingMessage): string[]
}

type Means = {
  readonly readClient: ReadClient
  readonly random: Random
  readonly lookup: LookupFunction | undefined
}

/** @param url base of the suite; its path comes before every target */
export function createSuiteAddress(url: URL, { readClient, random, lookup }: Means): SuiteAddress {
  const base = url.pathname.replace(/\/$/, '')
  // A suite behind TLS finds its certificate and its shop by its own name; a local one builds its links
  // from ours.
  const ownName = url.protocol === 'https:' ? url.host : null
  return {
    url,
    lookup,
    targetOf: (req) => (base === '' ? (req.url ?? '/') : base + req.url),
    headOf: (req) => {
      const { headers, rawHeaders: raw } = req
      const continuesTrace = traceIdIn(single(headers.traceparent)) !== null
      // Where none is given one begins here: log, problem document and suite then name the same.
      if (!continuesTrace) headers.traceparent = traceparentOf(beginTrace(random))
      const traceparent = single(headers.traceparent) ?? ''
      const host = ownName ?? headers.host ?? ''
      return headersToSuite({ raw, client: readClient(req), host, traceparent, continuesTrace })
    },
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

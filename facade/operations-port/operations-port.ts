// The façade's second port, for operators and probes only: health, metrics, settings, and why a request went
// where.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import { asBanyanError, BanyanError, problemOf } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import { hasBodyToCome, traceIdOf } from '../front/problem-answer.ts'
import { createBearerCheck } from './bearer.ts'
import { type ExplainQuestion, explainQuestion } from './explain-question.ts'
import { healthOf, type PartHealth } from './health.ts'
import { maskedSettings } from './masked-settings.ts'

export type OperationsPortOptions = {
  readonly operatorToken: string
  readonly registry: Pick<Registry, 'metrics' | 'contentType'>
  /** True once the process has all that it needs to begin. */
  started(): boolean
  /** True while it takes requests; no matter of flags, events or databases. */
  ready(): boolean
  parts(): readonly PartHealth[] | Promise<readonly PartHealth[]>
  /** Any JSON; rejects only with BanyanError. */
  explain(question: ExplainQuestion): unknown
  readonly settings: object
  readonly log: Logger
}

type Answer = { readonly status: number; readonly type: string; readonly body: string }
type Row = { readonly operatorOnly: boolean; answer(query: URLSearchParams): Answer | Promise<Answer> }

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
})

function rowsOf(options: OperationsPortOptions): ReadonlyMap<string, Row> {
  const health = async (blocked: 'not-ready' | 'starting' | null) =>
    json(blocked ? 503 : 200, healthOf(await options.parts(), blocked))
  return new Map<string, Row>([
    ['/livez', { operatorOnly: false, answer: () => health(null) }],
    ['/readyz', { operatorOnly: false, answer: () => health(options.ready() ? null : 'not-ready') }],
    ['/startupz', { operatorOnly: false, answer: () => health(options.started() ? null : 'starting') }],
    ['/metrics', { operatorOnly: false, answer: () => metrics(options.registry) }],
    [
      '/explain',
      {
        operatorOnly: true,
        answer: async (query) => json(200, await options.explain(explainQuestion(query))),
      },
    ],
    ['/config', { operatorOnly: true, answer: () => json(200, maskedSettings(options.settings)) }],
  ])
}

async function metrics(registry: OperationsPortOptions['registry']): Promise<Answer> {
  return { status: 200, type: registry.contentType, body: await registry.metrics() }
}

/** Listener for a server of its own, never reachable for shoppers; always answers. */
export function createOperationsPort(options: OperationsPortOptions): RequestListener {
  const rows = rowsOf(options)
  const isOperator = createBearerCheck(options.operatorToken)
  const answerFor = async (req: IncomingMessage): Promise<Answer> => {
    const { path, query } = targetOf(req.url ?? '')
    const row = rows.get(path)
    if (!row) throw new BanyanError('not-found')
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      throw new BanyanError('method-not-allowed', { headers: { allow: 'GET, HEAD' } })
    }
    if (row.operatorOnly && !isOperator(req.headers.authorization)) {
      throw new BanyanError('unauthenticated', { headers: { 'www-authenticate': 'Bearer' } })
    }
    return await row.answer(query)
  }
  return (req, res) => {
    answerFor(req).then(
      (answer) => send(req, res, answer, {}),
      (thrown: unknown) => refuse(req, res, thrown, options.log),
    )
  }
}

function targetOf(target: string): { path: string; query: URLSearchParams } {
  const at = target.indexOf('?')
  if (at === -1) return { path: target, query: new URLSearchParams() }
  return { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) }
}

function send(
  req: IncomingMessage,
  res: ServerResponse,
  answer: Answer,
  headers: { readonly [name: string]: string },
): void {
  if (hasBodyToCome(req)) res.setHeader('connection', 'close')
  res.writeHead(answer.status, {
    ...headers,
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  res.end(answer.body)
}

function refuse(req: IncomingMessage, res: ServerResponse, thrown: unknown, log: Logger): void {
  const error = asBanyanError(thrown)
  if (error.code === 'internal') log.error({ err: error }, 'the operations port failed')
  const body = JSON.stringify(problemOf(error, traceIdOf(req)))
  send(req, res, { status: error.status, type: 'application/problem+json', body }, error.headers)
}

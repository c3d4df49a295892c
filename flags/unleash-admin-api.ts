// Calls to Unleash's admin API, embedded or real, and what their failures mean here.
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios'
import { z } from 'zod'
import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import type { Journey } from '#contracts/operations.ts'
import { absentIsEmpty, journeyFlagOf, strategySchema } from './feature.ts'
import type { Act } from './flag-admin.ts'
import { flagName, type JourneyFlag } from './flag-source.ts'

export type UnleashAdminOptions = {
  /** Base of the Unleash API, e.g. `http://127.0.0.1:8242/api`. */
  readonly url: string
  /** An admin token. */
  readonly token: string
  readonly project?: string
  readonly environment?: string
  readonly timeoutMs?: number
}

const adminStrategy = z.looseObject({ id: z.string(), disabled: z.boolean().nullish() }).and(strategySchema)
export type AdminStrategy = z.infer<typeof adminStrategy>

const adminFeature = z.looseObject({
  environments: z.array(
    z.looseObject({ name: z.string(), enabled: z.boolean(), strategies: absentIsEmpty(adminStrategy) }),
  ),
  version: z.number().int().optional(),
})

/** A journey's flag as the admin API shows it. */
export type AdminFlag = {
  readonly flag: JourneyFlag
  /** Those that are in force, the order of the server. */
  readonly strategies: readonly AdminStrategy[]
  /** For `if-match`; null on a real Unleash, which has no such thing. */
  readonly etag: string | null
}

/** A body to send, who sends it and why, and the state that it was decided on. */
export type Sent = { readonly body?: unknown; readonly act?: Act; readonly ifMatch?: string | null }

/** Rejects only with BanyanError: `not-found`, `precondition-failed`, `unauthenticated`, `unavailable`. */
export interface UnleashAdminApi {
  get(path: string, query?: { readonly [name: string]: string | number }): Promise<unknown>
  send(method: 'POST' | 'PUT', path: string, sent: Sent): Promise<unknown>
  /** A journey's flag in this environment; null where there is none. */
  flag(journey: Journey): Promise<AdminFlag | null>
  /** Path of the project's flags. */
  readonly featuresPath: string
  /** Path of a flag in this environment, with a tail. */
  environmentPath(journey: Journey, tail?: string): string
  readonly environment: string
}

export function createUnleashAdminApi(options: UnleashAdminOptions): UnleashAdminApi {
  const { project = 'default', environment = 'development', timeoutMs = 5_000 } = options
  const http = axios.create({
    baseURL: `${options.url.replace(/\/$/, '')}/admin`,
    headers: { authorization: options.token },
    timeout: timeoutMs,
    maxRedirects: 0,
    maxContentLength: 10_000_000,
    validateStatus: () => true,
  })
  const featuresPath = `/projects/${encodeURIComponent(project)}/features`
  const inEnvironment = `/environments/${encodeURIComponent(environment)}`
  const get = (path: string, query = {}) => call(http, { method: 'GET', url: path, params: query })
  return {
    environment,
    featuresPath,
    environmentPath: (journey, tail = '') => `${featuresPath}/${flagName(journey)}${inEnvironment}${tail}`,
    get,
    send: (method, url, { body, act, ifMatch }) =>
      call(http, { method, url, data: body, headers: { ...actHeaders(act), ...ifMatchHeader(ifMatch) } }),
    flag: async (journey) => {
      try {
        return adminFlag(journey, environment, await get(`${featuresPath}/${flagName(journey)}`))
      } catch (error) {
        if (error instanceof BanyanError && error.code === 'not-found') return null
        throw error
      }
    },
  }
}

function adminFlag(journey: Journey, environment: string, raw: unknown): AdminFlag | null {
  const { environments, version } = readAs(adminFeature, raw)
  const there = environments.find(({ name }) => name === environment)
  if (!there) return null
  const strategies = there.strategies.filter((strategy) => strategy.disabled !== true)
  const flag = journeyFlagOf(journey, { enabled: there.enabled, strategies, version })
  return { flag, strategies, etag: version === undefined ? null : `"${version}"` }
}

/** What a server says, as a schema has it; a server that says something else is as good as away. */
export function readAs<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.infer<Schema> {
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  throw new BanyanError('unavailable', { detail: 'The flag server answers rubbish', cause: result.error })
}

async function call(http: AxiosInstance, request: AxiosRequestConfig): Promise<unknown> {
  let response: AxiosResponse
  try {
    response = await http.request(request)
  } catch (cause) {
    throw new BanyanError('unavailable', { detail: detailOf(request, cause), cause: bare(cause) })
  }
  if (response.status >= 200 && response.status < 300) return response.data
  const cause = new Error(`the flag server answered ${response.status}`)
  throw new BanyanError(codeOf(response.status), { cause })
}

const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** A change whose answer was lost may have been stored. */
function detailOf({ method }: AxiosRequestConfig, cause: unknown): string {
  const code = axios.isAxiosError(cause) ? (cause.code ?? '') : ''
  return method === 'GET' || neverSent.has(code)
    ? 'The flag server cannot be reached'
    : 'The flag server did not answer; whether the change was stored is not known'
}

/** An axios error carries the request, and with it the token. */
function bare(cause: unknown): Error {
  return new Error(cause instanceof Error ? cause.message : String(cause))
}

function codeOf(status: number): ErrorCode {
  switch (status) {
    case 400:
      return 'invalid-request'
    case 401:
    case 403:
      return 'unauthenticated'
    case 404:
      return 'not-found'
    case 409:
      return 'conflict'
    case 412:
      return 'precondition-failed'
    default:
      return 'unavailable'
  }
}

/**
 * Percent-encoded, because a header holds no more than ASCII. A real Unleash takes the token's owner instead.
 */
function actHeaders(act: Act | undefined): { readonly [name: string]: string } {
  if (!act) return {}
  return {
    'x-banyan-actor': encodeURIComponent(act.actor.toWellFormed()),
    'x-banyan-reason': encodeURIComponent(act.reason.toWellFormed()),
  }
}

function ifMatchHeader(ifMatch: string | null | undefined): { readonly [name: string]: string } {
  return ifMatch ? { 'if-match': ifMatch } : {}
}

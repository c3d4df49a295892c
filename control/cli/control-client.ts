// Calls of the control API from the command line; every failure becomes words for a person.
import { userInfo } from 'node:os'
import type { Problem } from '#contracts/errors.ts'
import { CliError } from './cli-error.ts'
import type { CliSettings } from './cli-settings.ts'

export type ControlClient = {
  readonly settings: CliSettings
  /** Rejects with CliError only. */
  call<T>(method: 'GET' | 'POST' | 'PUT', path: string, sent?: Sent): Promise<Answer<T>>
}

export type Sent = { readonly body?: object; readonly ifMatch?: string }
export type Answer<T> = { readonly body: T; readonly headers: Headers }

const patienceMs = 15_000

/** @param debug told about every call, without the token */
export function createControlClient(settings: CliSettings, debug: (text: string) => void): ControlClient {
  return {
    settings,
    call: async <T>(method: string, path: string, sent: Sent = {}) => {
      const startedAt = performance.now()
      const answer = await send(settings, method, path, sent)
      debug(`${method} ${path} → ${answer.status} in ${Math.round(performance.now() - startedAt)} ms`)
      const body: unknown = await answer.json().catch(() => null)
      if (!answer.ok) throw refused(answer.status, body, settings)
      return { body: body as T, headers: answer.headers }
    },
  }
}

async function send(settings: CliSettings, method: string, path: string, sent: Sent): Promise<Response> {
  try {
    return await fetch(`${settings.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${settings.token}`,
        'banyan-actor': callerName(),
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(sent.ifMatch === undefined ? {} : { 'if-match': sent.ifMatch }),
      },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
  } catch (cause) {
    throw new CliError('The control plane does not answer', {
      detail: `Nothing useful at ${settings.url} (${settings.urlOrigin}).`,
      hint: 'Is it running? npm start brings it up; banyan doctor looks at everything.',
      cause,
    })
  }
}

/** Header values are ASCII; what is not is left out. */
function callerName(): string {
  try {
    return userInfo().username.replace(/[^\x20-\x7e]/g, '') || 'unknown'
  } catch {
    return 'unknown'
  }
}

const hints: { readonly [status: number]: string } = {
  401: 'banyan doctor says where the token comes from.',
  404: 'banyan status lists what there is.',
  412: 'Look at it (banyan get), and decide again.',
  428: 'Give --if-version.',
}

function refused(status: number, body: unknown, settings: CliSettings): CliError {
  const { title, detail, errors = [], code } = (body ?? {}) as Partial<Problem>
  const where = errors.map((error) => `${error.pointer}: ${error.detail}`)
  const more = status === 400 ? where : []
  return new CliError(title ?? `The control plane answered ${status}`, {
    detail: [detail, ...more].filter((part) => part !== undefined).join(' ') || undefined,
    hint: code === undefined ? `Is ${settings.url} really Banyan's control plane?` : hintOf(status),
  })
}

function hintOf(status: number): string | undefined {
  return hints[status] ?? (status >= 500 ? 'banyan status says which part is away.' : undefined)
}

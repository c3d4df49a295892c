// Calls of the control API from a page of the console.

/** What went wrong, in words for a person. */
export class Refused extends Error {
  readonly status: number
  readonly detail: string
  constructor(status: number, title: string, detail: string) {
    super(title)
    this.name = 'Refused'
    this.status = status
    this.detail = detail
  }
}

type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly body?: unknown
  /** Version that it was decided on. */
  readonly ifVersion?: string
}

/** Resolves with the answer's body; rejects with `Refused` only. */
export async function callApi<T>(path: string, { method = 'GET', body, ifVersion }: Call = {}): Promise<T> {
  const answer = await fetch(path, {
    method,
    headers: {
      'banyan-console': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifVersion === undefined ? {} : { 'if-match': `"${encodeURIComponent(ifVersion)}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refused(
      0,
      'The control plane does not answer',
      'Is it running? Nothing was changed that is not shown.',
    )
  })
  const given: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw refusedBy(answer.status, given)
  return given as T
}

function refusedBy(status: number, body: unknown): Refused {
  const {
    title = 'That did not work',
    detail = '',
    errors = [],
  } = (body ?? {}) as {
    title?: string
    detail?: string
    errors?: { pointer: string; detail: string }[]
  }
  const where =
    status === 400 ? errors.map((error) => `${error.pointer.slice(1)}: ${error.detail}`).join('; ') : ''
  return new Refused(status, title, [detail, where].filter((part) => part !== '').join(' '))
}

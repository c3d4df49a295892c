import type { IncomingMessage } from 'node:http'
import { BanyanError } from '#contracts/errors.ts'
import type { Act } from '../flag-admin.ts'

const longest = 1_000

/** Who and why, as control says it; whoever calls without is known by the token only. */
export function actOf(request: Pick<IncomingMessage, 'headers'>): Act {
  return {
    actor: textOf(request.headers['x-banyan-actor'], 'x-banyan-actor') || 'admin token',
    reason: textOf(request.headers['x-banyan-reason'], 'x-banyan-reason'),
  }
}

/** Percent-encoded UTF-8; control characters would come out again in somebody's terminal. */
function textOf(header: string | string[] | undefined, name: string): string {
  try {
    const text = decodeURIComponent(String(header ?? ''))
    return text
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, longest)
  } catch (cause) {
    throw new BanyanError('invalid-request', { detail: `${name} must be percent-encoded UTF-8`, cause })
  }
}

/** The version of `if-match`, null without one or with `*`. Source: RFC 9110 §13.1.1. */
export function expectedVersion(request: Pick<IncomingMessage, 'headers'>): number | null {
  const header = request.headers['if-match']
  if (header === undefined || header.trim() === '*') return null
  const version = /^"(\d{1,15})"$/.exec(header.trim())?.[1]
  // Whatever else it names, it is not the version that is stored.
  return version === undefined ? -1 : Number(version)
}

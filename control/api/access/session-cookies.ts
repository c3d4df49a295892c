// The cookie that a console session travels in.
import type { Request, Response } from 'express'
import { cookieOf, sessionCookie } from './identify.ts'
import { openSession, type Session, sealSession, sessionLastsMs } from './session-token.ts'

export type SessionCookies = {
  /** The session of a request, where it is genuine and has not expired. */
  read(request: Request): Session | null
  set(response: Response, session: Session): void
  clear(response: Response): void
}

/** @param secure whether operators come by https */
export function createSessionCookies(
  secrets: readonly string[],
  secure: boolean,
  now: () => number,
): SessionCookies {
  const options = { httpOnly: true, sameSite: 'strict', path: '/api', secure } as const
  return {
    read: (request) => {
      const token = cookieOf(request.headers.cookie, sessionCookie)
      return token === null ? null : openSession(token, secrets, now())
    },
    set: (response, session) =>
      void response.cookie(sessionCookie, sealSession(session, secrets), {
        ...options,
        maxAge: sessionLastsMs,
      }),
    clear: (response) => void response.clearCookie(sessionCookie, options),
  }
}

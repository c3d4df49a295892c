import { asBanyanError, BanyanError } from '#contracts/errors.ts'

/** Classes of SQLSTATE that say: the server is going, full or out of reach. */
const away = /^(08|53|57P|58)/

/** What `pg` says, without any code, about a connection that it lost or did not get in time. */
const lost =
  /^(Connection terminated|timeout (expired|exceeded)|Client (has encountered a connection error|was closed))/

/** What a failure of PostgreSQL means to a caller. Source: PostgreSQL 17 appendix A, error codes. */
export function databaseError(error: unknown): BanyanError {
  if (error instanceof BanyanError || !Error.isError(error)) return asBanyanError(error)
  const code = String((error as { code?: unknown }).code ?? '')
  if (code === '57014') return new BanyanError('deadline-exceeded', { cause: error })
  if (code === '22P05' || code === '22021') {
    return new BanyanError('invalid-request', { cause: error, detail: 'A text holds U+0000' })
  }
  if (code === '40001' || code === '40P01') {
    return new BanyanError('conflict', { cause: error, detail: 'Somebody else writes the same products' })
  }
  const isSqlState = /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)
  if (isSqlState ? away.test(code) : /^E[A-Z_]+$/.test(code) || lost.test(error.message)) {
    return new BanyanError('unavailable', {
      cause: error,
      detail: 'The database is away',
      retryAfterSeconds: 1,
    })
  }
  return new BanyanError('internal', { cause: error })
}

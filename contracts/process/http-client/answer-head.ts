// The head of an answer, read strictly: what can be read in two ways is refused. Pure. Source: RFC 9112.

/** How the end of a body is known. An end that only the closing tells is refused: it could be cut. */
export type Framing = { readonly kind: 'length'; readonly bytes: number } | { readonly kind: 'chunked' }

export type AnswerHead = {
  readonly status: number
  /** Names in lower case and values in turn, in their order. */
  readonly fields: readonly string[]
  readonly framing: Framing
  /** Whether the connection may be used again. */
  readonly keepsAlive: boolean
  /** After how many idle seconds the other end closes, as it says; null where it says nothing. */
  readonly idleSeconds: number | null
}

const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/
const fieldLine = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/
const digits = /^\d{1,15}$/
const keepAliveTimeout = /(?:^|[,\s])timeout=(\d{1,6})/i
const empty: Framing = { kind: 'length', bytes: 0 }

/**
 * Reads a head without its closing empty line. Null: it is none that may be believed (two lengths, folded
 * lines, control characters, bare line feeds …).
 */
export function readAnswerHead(text: string): AnswerHead | null {
  const lines = text.split('\r\n')
  const status = statusLine.exec(lines[0] ?? '')
  if (status === null) return null
  const fields: string[] = []
  for (let index = 1; index < lines.length; index++) {
    const field = fieldLine.exec(lines[index] ?? '')
    if (field === null) return null
    fields.push((field[1] ?? '').toLowerCase(), (field[2] ?? '').trimEnd())
  }
  return headOf(Number(status[2]), status[1] === '1', fields)
}

function headOf(status: number, isModern: boolean, fields: readonly string[]): AnswerHead | null {
  let length: string | null = null
  let coding: string | null = null
  let connection = isModern ? '' : 'close'
  let idleSeconds: number | null = null
  for (let index = 0; index < fields.length; index += 2) {
    const value = fields[index + 1] ?? ''
    switch (fields[index]) {
      case 'content-length':
        if (length !== null) return null
        length = value
        break
      case 'transfer-encoding':
        if (coding !== null) return null
        coding = value
        break
      case 'connection':
        connection = value.toLowerCase()
        break
      case 'keep-alive':
        idleSeconds = secondsOf(value)
        break
    }
  }
  const framing = framingOf(status, { length, coding: isModern || coding === null ? coding : 'none' })
  if (framing === null) return null
  return { status, fields, framing, keepsAlive: !connection.includes('close'), idleSeconds }
}

function framingOf(status: number, said: { length: string | null; coding: string | null }): Framing | null {
  if (status < 200 || status === 204 || status === 304) return empty
  if (said.coding !== null) {
    return said.length === null && said.coding.toLowerCase() === 'chunked' ? { kind: 'chunked' } : null
  }
  return said.length !== null && digits.test(said.length)
    ? { kind: 'length', bytes: Number(said.length) }
    : null
}

function secondsOf(keepAlive: string): number | null {
  const seconds = keepAliveTimeout.exec(keepAlive)?.[1]
  return seconds === undefined ? null : Number(seconds)
}

/** The value of the first field of that name (lower case); empty where there is none. */
export function fieldOf(fields: readonly string[], name: string): string {
  for (let index = 0; index < fields.length; index += 2) {
    if (fields[index] === name) return fields[index + 1] ?? ''
  }
  return ''
}

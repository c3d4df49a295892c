/** The value of one cookie in a Cookie header (RFC 6265 §5.4), undefined where it is not there. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (let start = header.indexOf(name); start !== -1; start = header.indexOf(name, start + 1)) {
    if (!beginsPair(header, start) || header[start + name.length] !== '=') continue
    const end = header.indexOf(';', start)
    return header.slice(start + name.length + 1, end === -1 ? undefined : end).trimEnd()
  }
  return undefined
}

/** Only at the start, or behind a semicolon and spaces: `x-banyan-visitor=` is another cookie. */
function beginsPair(header: string, start: number): boolean {
  let before = start - 1
  while (before >= 0 && header[before] === ' ') before--
  return before < 0 || header[before] === ';'
}

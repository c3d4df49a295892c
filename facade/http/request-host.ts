/** RFC 9110 §4.2.3, §7.2: a name or an address, a port perhaps; no user, no path, no list. */
const wellFormed = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/

/** Whether it is one host, as a URL's authority may name it. */
export function isWellFormedHost(host: string): boolean {
  return wellFormed.test(host)
}

/** Whether a request names exactly one sound host. @param rawHeaders names and values in turn */
export function hasSoundHost(rawHeaders: readonly string[]): boolean {
  let host: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length !== 4 || name.toLowerCase() !== 'host') continue
    if (host !== undefined) return false
    host = rawHeaders[index + 1]
  }
  return host !== undefined && isWellFormedHost(host)
}

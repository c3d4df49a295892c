/** RFC 9110 §4.2.3, §7.2: a name or an address, a port perhaps; no user, no path, no list. */
const wellFormed = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/

/** Whether it is one host, as a URL's authority may name it. */
export function isWellFormedHost(host: string): boolean {
  return wellFormed.test(host)
}

/** The one sound host that a request names, null where it names none or several. @param rawHeaders in turn */
export function soundHost(rawHeaders: readonly string[]): string | null {
  let host: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length !== 4 || name.toLowerCase() !== 'host') continue
    if (host !== undefined) return null
    host = rawHeaders[index + 1]
  }
  return host !== undefined && isWellFormedHost(host) ? host : null
}

/** Whether the façade answers under that name. */
export type IsAllowedHost = (host: string) => boolean

const port = /:\d+$/

/** @param hosts names, with a port or for every port; none: any name will do */
export function createIsAllowedHost(hosts: readonly string[]): IsAllowedHost {
  if (hosts.length === 0) return () => true
  const allowed = new Set(hosts.map((host) => host.toLowerCase()))
  return (host) => {
    const name = host.toLowerCase()
    return allowed.has(name) || allowed.has(name.replace(port, ''))
  }
}

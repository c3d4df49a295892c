/**
 * What of an address one client cannot change at will: an IPv4 address whole, of an IPv6 address the first 64
 * bits, since every household is given at least those. Source: RFC 6177 §2.
 * @param address as Node writes it, without port and zone
 */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}

/** Without leading zeros, so that one network has one name. */
function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16).toString(16))
}

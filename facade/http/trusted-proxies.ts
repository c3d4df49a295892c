// Whose word about the client is taken: the proxies that stand before the façade, by network or by number.
import { BlockList, isIP } from 'node:net'
import { z } from 'zod'

/** Nobody (0), the nearest so many hops, or whoever has an address in these networks (CIDR). */
export type TrustedProxies = number | readonly string[]

/** Whether the machine at an address, so many hops before the façade (0: its own peer), is one of ours. */
export type IsTrustedHop = (address: string, hop: number) => boolean

const mostHops = 10

/** `TRUSTED_PROXIES`: a number of hops, or networks and addresses by comma. */
export function trustedProxiesSetting() {
  return z
    .string()
    .default('0')
    .transform((text, context): TrustedProxies => {
      if (/^\d+$/.test(text)) {
        const hops = Number(text)
        if (hops <= mostHops) return hops
        context.addIssue(`at most ${mostHops} hops`)
        return z.NEVER
      }
      const networks = text.split(',').map((part) => part.trim())
      for (const network of networks) {
        if (!isNetwork(network)) context.addIssue(`${network || 'an empty part'} is no address and no CIDR`)
      }
      return networks
    })
}

/** Whether a text is an address or a network (CIDR). */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}

/** @param trusted as `trustedProxiesSetting` accepts it */
export function createIsTrustedHop(trusted: TrustedProxies): IsTrustedHop {
  if (typeof trusted === 'number') return (_address, hop) => hop < trusted
  return createIsWithin(trusted)
}

/** Whether an address lies in one of some networks (CIDR) or is one of some addresses. */
export function createIsWithin(list: readonly string[]): (address: string) => boolean {
  const networks = new BlockList()
  for (const network of list) {
    const [address = '', prefix] = network.split('/')
    const family = familyOf(address)
    if (prefix === undefined) networks.addAddress(address, family)
    else networks.addSubnet(address, Number(prefix), family)
  }
  return (address) => isIP(address) !== 0 && networks.check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

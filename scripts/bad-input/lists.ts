import type { BadInputList } from './bad-input-list.ts'
import { allowedHosts, contractTargets, hosts, passthroughTargets } from './lists/targets.ts'
import { tokens } from './lists/tokens.ts'

/** Every list, in the order of docs/security.md. */
export const lists: readonly BadInputList[] = [
  contractTargets,
  passthroughTargets,
  hosts,
  allowedHosts,
  tokens,
]

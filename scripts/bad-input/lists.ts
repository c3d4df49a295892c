import type { BadInputList } from './bad-input-list.ts'
import { answers } from './lists/answers.ts'
import { cachePoisoning } from './lists/cache.ts'
import { flagPayloads } from './lists/flag-payloads.ts'
import { injection } from './lists/injection.ts'
import { internalHeaders } from './lists/internal-headers.ts'
import { json } from './lists/json.ts'
import { personalData } from './lists/personal-data.ts'
import { signedCalls } from './lists/signed-calls.ts'
import { allowedHosts, contractTargets, hosts, passthroughTargets } from './lists/targets.ts'
import { tokens } from './lists/tokens.ts'

/** Every list, in the order of docs/security.md. */
export const lists: readonly BadInputList[] = [
  contractTargets,
  passthroughTargets,
  hosts,
  allowedHosts,
  internalHeaders,
  cachePoisoning,
  injection,
  json,
  answers,
  flagPayloads,
  personalData,
  tokens,
  signedCalls,
]

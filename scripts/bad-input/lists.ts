import type { BadInputList } from './bad-input-list.ts'
import { tokens } from './lists/tokens.ts'

/** Every list, in the order of docs/security.md. */
export const lists: readonly BadInputList[] = [tokens]

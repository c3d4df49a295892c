import type { Capability } from '#contracts/operations.ts'
import type { InvalidationListener, Invalidations } from './invalidations.ts'

/** Invalidations that a test tells. */
export type MemoryInvalidations = Invalidations & { tell(capability: Capability | null): void }

export function createMemoryInvalidations(): MemoryInvalidations {
  const listeners = new Set<InvalidationListener>()
  let isHearing = true
  return {
    watch: (listener) => void listeners.add(listener),
    isHearing: () => isHearing,
    tell: (capability) => {
      for (const listener of listeners) listener(capability)
    },
    close: async () => {
      isHearing = false
      listeners.clear()
    },
  }
}

import { BanyanError } from '#contracts/errors.ts'
import { createMemoryFlagAdmin } from '#flags/flag-admin.memory.ts'
import type { FlagAdmin } from '#flags/flag-admin.ts'
import { createMemoryFlagSource } from '#flags/flag-source.memory.ts'

/** Flags in memory, behind a server that a test can take away. */
export type LeavingFlagAdmin = FlagAdmin & { away: boolean }

export function createLeavingFlagAdmin(): LeavingFlagAdmin {
  const inner = createMemoryFlagAdmin(createMemoryFlagSource())
  const here = <T>(act: () => Promise<T>): Promise<T> =>
    admin.away
      ? Promise.reject(new BanyanError('unavailable', { detail: 'The flag server is away.' }))
      : act()
  const admin: LeavingFlagAdmin = {
    away: false,
    list: () => here(() => inner.list()),
    setPercent: (...change) => here(() => inner.setPercent(...change)),
    setEnabled: (...change) => here(() => inner.setEnabled(...change)),
    history: (...page) => here(() => inner.history(...page)),
  }
  return admin
}

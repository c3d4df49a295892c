// Facts for tests of deciders: everything ordinary but what a case names.
import type { JourneyFlag } from '#flags/flag-source.ts'
import type { Facts } from '../decision/decide.ts'

/** A journey's flag: enabled at 25 %. */
export function aFlag(change: Partial<JourneyFlag> = {}): JourneyFlag {
  return { journey: 'catalog', enabled: true, percent: 25, groupId: 'catalog:1', version: '1', ...change }
}

/** A visitor who was not drawn, of an operation that both sides have and either may make good. */
export function someFacts(change: Partial<Facts> = {}): Facts {
  return {
    flag: aFlag(),
    drawnNew: false,
    override: null,
    offered: { legacy: true, new: true },
    operation: { safe: true, fallback: 'other-side' },
    ...change,
  }
}

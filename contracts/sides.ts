/** Which side answers: the bought suite through its adapter, or the rebuilt service. */
export type Side = 'legacy' | 'new'

export const sides: readonly Side[] = ['legacy', 'new']

/**
 * Why that side. In order of authority:
 * kill (the journey's new side is switched off), tester (signed override), percentage (the visitor's draw),
 * default (no flag: legacy), fallback (the decided side could not answer), capability (only one side has it).
 */
export type Reason = 'kill' | 'tester' | 'percentage' | 'default' | 'fallback' | 'capability'

export const reasons: readonly Reason[] = [
  'kill',
  'tester',
  'percentage',
  'default',
  'fallback',
  'capability',
]

export function otherSide(side: Side): Side {
  return side === 'legacy' ? 'new' : 'legacy'
}

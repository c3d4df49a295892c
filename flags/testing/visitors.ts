import type { Journey } from '#contracts/operations.ts'
import type { FlagSource, Subject } from '../flag-source.ts'

/** The same visitors in every test. */
export function visitors(count: number): readonly Subject[] {
  const context = { channel: 'default', country: 'US', currency: 'USD', locale: 'en' }
  return Array.from({ length: count }, (_, n) => ({ visitorId: `visitor-${n}`, ...context }))
}

/** Those who get the new side. */
export function newVisitors(
  source: Pick<FlagSource, 'isNew'>,
  journey: Journey,
  among: readonly Subject[],
): ReadonlySet<string> {
  return new Set(among.filter((subject) => source.isNew(journey, subject)).map(({ visitorId }) => visitorId))
}

// The acts that move visitors: each recorded in the audit trail, refused when it was decided on an old
// version.
import { BanyanError } from '#contracts/errors.ts'
import type { Journey } from '#contracts/operations.ts'
import type { Act, FlagAdmin } from '#flags/flag-admin.ts'
import type { JourneyFlag } from '#flags/flag-source.ts'
import type { AuditEntry } from '../audit/audit-entry.ts'
import type { AuditTrail, Intent, Performed } from '../audit/audit-trail.ts'
import type { JourneyHistory } from '../journeys/journey-history.ts'
import type { JourneyReader } from '../journeys/journey-reader.ts'
import { etagOf, matches } from './if-match.ts'

/** Who flips what, why, and on which version he decided it. */
export type Flip = Pick<AuditEntry, 'actor' | 'via'> & {
  readonly journey: Journey
  readonly reason: string
  /** If-Match as it was sent. */
  readonly ifMatch: string | null
}

/** Every one resolves with the flag as it now stands and rejects with `BanyanError`. */
export type Flips = {
  setPercent(flip: Flip, percent: number): Promise<JourneyFlag>
  /** Asks for no version and waits for nothing that it does not need. */
  kill(flip: Flip): Promise<JourneyFlag>
  revive(flip: Flip): Promise<JourneyFlag>
}

type Forward = 'percentage.set' | 'journey.revived'

type Parts = {
  readonly flags: FlagAdmin
  readonly trail: AuditTrail
  readonly history: JourneyHistory
  readonly reader: Pick<JourneyReader, 'lastKnownFlag' | 'changed'>
}

export function createFlips({ flags, trail, history, reader }: Parts): Flips {
  const done = (flag: JourneyFlag): Performed<JourneyFlag> => {
    reader.changed()
    return { result: flag, after: stateOf(flag) }
  }
  const forward = async (
    { action, withoutStore }: Pick<Intent, 'withoutStore'> & { action: Forward },
    flip: Flip,
    act: (version: string | undefined) => Promise<JourneyFlag>,
  ): Promise<JourneyFlag> => {
    const [read] = await Promise.allSettled([currentFlag(flags, flip.journey)])
    const before = read.status === 'fulfilled' ? read.value : null
    return trail.record({ ...intentOf(flip, before), action, withoutStore }, async () => {
      if (read.status === 'rejected') throw read.reason
      try {
        return done(await act(agreedVersion(flip, action, read.value)))
      } catch (error) {
        throw isStale(error) ? await outdated({ flags, history }, flip.journey) : error
      }
    })
  }
  return {
    setPercent: (flip, percent) =>
      forward(
        // To nobody is a kill's little sister: it only takes a risk away.
        { action: 'percentage.set', withoutStore: percent === 0 ? 'go-on' : 'refuse' },
        flip,
        (version) => flags.setPercent(flip.journey, percent, actOf(flip), version),
      ),
    revive: (flip) =>
      forward({ action: 'journey.revived', withoutStore: 'refuse' }, flip, (version) =>
        flags.setEnabled(flip.journey, true, actOf(flip), version),
      ),
    kill: (flip) => {
      const intent = intentOf(flip, reader.lastKnownFlag(flip.journey))
      return trail.record({ ...intent, action: 'journey.killed', withoutStore: 'go-on' }, async () =>
        done(await flags.setEnabled(flip.journey, false, actOf(flip)).catch(tellWayOut)),
      )
    },
  }
}

/** A kill that cannot work must say what does. */
function tellWayOut(error: unknown): never {
  if (!(error instanceof BanyanError) || error.code !== 'unavailable') throw error
  const detail =
    `${error.detail ?? 'The flag server is away.'} Nothing was changed. To take shoppers off the new side ` +
    'without it, stop the rebuilt services: reads then fall back to the suite.'
  throw new BanyanError('unavailable', { detail, cause: error })
}

async function currentFlag(flags: FlagAdmin, journey: Journey): Promise<JourneyFlag> {
  const flag = (await flags.list()).find((candidate) => candidate.journey === journey)
  if (flag === undefined) {
    throw new BanyanError('not-found', { detail: `The flag server has no flag for the journey ${journey}.` })
  }
  return flag
}

function intentOf({ actor, via, journey, reason }: Flip, before: JourneyFlag | null) {
  return { actor, via, target: journey, reason, before: before === null ? null : stateOf(before) }
}

function actOf({ actor, reason }: Flip): Act {
  return { actor, reason }
}

function stateOf({ enabled, percent, version }: JourneyFlag): object {
  return { enabled, percent, version }
}

/** The version that the flag server is to insist on; undefined where the operator insists on none. */
function agreedVersion(flip: Flip, action: AuditEntry['action'], flag: JourneyFlag): string | undefined {
  const answer = matches(flip.ifMatch, flag.version)
  switch (answer) {
    case 'any':
      return undefined
    case 'yes':
      return flag.version
    case 'no':
      throw new BanyanError('precondition-failed')
    case 'not-said':
      if (action === 'journey.revived') return undefined
      throw new BanyanError('precondition-required', {
        detail: 'Read the journey first and send its ETag as If-Match; * stands for any version.',
      })
  }
}

function isStale(error: unknown): boolean {
  return error instanceof BanyanError && error.code === 'precondition-failed'
}

/** Tells who was faster, and what the flag is now. */
async function outdated(
  { flags, history }: Pick<Parts, 'flags' | 'history'>,
  journey: Journey,
): Promise<BanyanError> {
  const [flag] = await Promise.allSettled([currentFlag(flags, journey)])
  const [made] = await Promise.allSettled([history(journey, 1)])
  const change = made.status === 'fulfilled' ? made.value[0] : undefined
  if (flag.status === 'rejected') return new BanyanError('precondition-failed')
  const { enabled, percent, version } = flag.value
  const who = change === undefined ? '' : ` ${change.actor} changed it at ${change.at}: ${change.reason}`
  return new BanyanError('precondition-failed', {
    detail: `${journey} is now at ${percent} %${enabled ? '' : ', killed'}.${who}`,
    errors: [
      { pointer: '/percent', detail: `is now ${percent}` },
      { pointer: '/enabled', detail: `is now ${enabled}` },
    ],
    headers: { etag: etagOf(version) },
  })
}

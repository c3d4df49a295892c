// D5: percentages go up and down while several façades watch; they agree, soon, and move nobody else.
import { draw } from '#flags/draw.ts'
import type { FlagAdmin } from '#flags/flag-admin.ts'
import { always, type Finding, type Ground, type Row } from '../row.ts'
import type { FacadeProcess } from '../stage/facade-process.ts'
import { movedBetween, splitOf } from '../stage/split.ts'
import { msUntil } from '../stage/until.ts'
import { ms, verdict } from './verdict.ts'

export const flipRow: Row = {
  ...{ id: 'D5', title: 'flips seen by several façades', tiers: always, find },
  must:
    '0→50→0 %, 1000 ×, 8 instances: agree ≤ 2 s (p99), kill ≤ 1 s, nobody moves that should not, ' +
    'split within 3σ at 10⁶ visitors',
}

const because = { actor: 'scorecard', reason: 'D5' }
const crowd = 1_000_000

async function find(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const [instances, flips] = ground.tier === 'full' ? [8, 1_000] : [3, 30]
  const facades: FacadeProcess[] = []
  for (let i = 0; i < instances; i++) facades.push(await stage.startFacade())
  const wrong: string[] = []
  const { visitor, groupId } = await halfWay(facades, stage.flagAdmin)
  const before = await Promise.all(facades.map((facade) => splitOf(facade, 200)))
  const allSay = (side: string) => untilAllSay(facades, visitor, side)
  const times: number[] = []
  for (let flip = 0; flip < flips; flip++) {
    const up = flip % 2 === 1
    await stage.flagAdmin.setPercent('catalog', up ? 50 : 0, because)
    const took = await allSay(up ? 'new' : 'legacy')
    if (took === null) wrong.push(`flip ${flip} was not seen by all within 10 s`)
    times.push(took ?? Number.POSITIVE_INFINITY)
  }
  const after = await Promise.all(facades.map((facade) => splitOf(facade, 200)))
  const moved = after.reduce((sum, split, at) => sum + movedBetween(before[at] ?? split, split), 0)
  await stage.flagAdmin.setEnabled('catalog', false, because)
  const kill = await allSay('legacy')
  await stage.flagAdmin.setEnabled('catalog', true, because)
  await allSay('new')
  for (const facade of facades) await facade.stop()
  const p99 = times.sort((a, b) => a - b)[Math.ceil(0.99 * times.length) - 1] ?? Number.NaN
  const off = Math.abs(newOfCrowd(groupId) - crowd / 2)
  if (!(p99 <= 2_000)) wrong.push(`agreed after ${ms(p99)} (p99)`)
  if (kill === null || kill > 1_000) wrong.push(`killed after ${ms(kill)}`)
  if (moved > 0) wrong.push(`${moved} moved that should not`)
  if (off > 3 * Math.sqrt(crowd / 4)) wrong.push(`${off} off at 10⁶ visitors`)
  const agreed = `${instances} façades, ${flips} flips: agreed after ${ms(p99)} (p99), kill ${ms(kill)}`
  return verdict(wrong, `${agreed}, ${moved} moved, ${off} of 10⁶ off half`, { browse: 'ok', search: 'ok' })
}

/** 50 % everywhere; a visitor whom that takes to the new side, and the group that he is drawn in. */
async function halfWay(
  facades: readonly FacadeProcess[],
  flagAdmin: FlagAdmin,
): Promise<{ visitor: string; groupId: string }> {
  await flagAdmin.setPercent('catalog', 50, because)
  const groupId = (await flagAdmin.list()).find(({ journey }) => journey === 'catalog')?.groupId ?? ''
  const visitors = Array.from({ length: 1_000 }, (_, n) => `flip-${n}`)
  const visitor = visitors.find((id) => draw(groupId, id) <= 50) ?? ''
  if ((await untilAllSay(facades, visitor, 'new')) === null)
    throw new Error('the façades do not come to 50 %')
  return { visitor, groupId }
}

async function untilAllSay(
  facades: readonly FacadeProcess[],
  visitor: string,
  side: string,
): Promise<number | null> {
  const times = await Promise.all(
    facades.map((facade) =>
      msUntil(async () => {
        const { body } = await facade.operations(`/explain?operation=getProduct&visitor=${visitor}`)
        return (body as { side?: unknown }).side === side
      }, 10_000),
    ),
  )
  return times.includes(null) ? null : Math.max(...times.map(Number))
}

/** How many of a million visitors half of the traffic takes to the new side: the draw that façades make. */
function newOfCrowd(groupId: string): number {
  let count = 0
  for (let n = 0; n < crowd; n++) if (draw(groupId, `visitor-${n}`) <= 50) count += 1
  return count
}

// What no upstream fault may leave behind; comes after all of them.
import { always, type Finding, type Ground, type Row } from '../row.ts'
import { bystandersOf } from '../stage/bystanders.ts'
import { msUntil } from '../stage/until.ts'
import { few, ms, verdict } from './verdict.ts'

export const aftermathRow: Row = {
  ...{ id: 'U-always', title: 'all upstream faults together', tiers: always, find },
  must: 'no crash, no unhandled rejection, no socket left after 30 s, other operations’ error rate 0',
}

async function find(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const { asked, failed } = await bystandersOf(stage).end()
  const left = () => stage.services.spoiltConnections() + stage.suite.spoiltConnections()
  const gone = await msUntil(() => left() === 0, 30_000)
  const wrong: string[] = []
  if (!stage.facade.alive()) wrong.push('the façade has ended')
  if (stage.facade.log().includes('unhandled rejection')) wrong.push('an unhandled rejection')
  if (gone === null) wrong.push(`${left()} connections left after 30 s`)
  if (failed.length > 0) wrong.push(`${failed.length} of ${asked} other requests failed: ${few(failed)}`)
  const beside = `${asked} other requests beside the faults, ${failed.length} failed`
  const found = `${beside}; last socket gone after ${ms(gone)}`
  return verdict(wrong, found, { browse: 'ok', search: 'ok', passthrough: 'ok' })
}

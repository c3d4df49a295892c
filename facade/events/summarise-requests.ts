// A window's tally as the rows of an event: pure.
import type { RequestRow } from '#contracts/events/events.ts'
import type { Tally, TallyRow } from '../metrics/tally.ts'

type Group = { row: Omit<RequestRow, 'count' | 'seconds' | 'latency'>; members: TallyRow[] }

/**
 * One row for each operation, side, reason and class of status; refusals belong to no side and are left out.
 */
export function summariseRequests(tally: Tally): readonly RequestRow[] {
  const groups = new Map<string, Group>()
  for (const member of tally.rows()) {
    const { operation, side, reason } = member
    if (side === null || reason === null) continue
    const statusClass = Math.floor(member.status / 100)
    const key = [operation.id, side, reason, statusClass].join(' ')
    const { capability, journey, id } = operation
    const row = { capability, journey, operation: id, side, reason, statusClass }
    const group = groups.get(key) ?? { row, members: [] }
    group.members.push(member)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ row, members }) => ({ ...row, ...totals(members) }))
}

function totals(members: readonly TallyRow[]): Pick<RequestRow, 'count' | 'seconds' | 'latency'> {
  const latency: { [bucket: string]: number } = {}
  for (const member of members) {
    for (const [bucket, count] of member.latency.buckets()) latency[bucket] = (latency[bucket] ?? 0) + count
  }
  return {
    count: members.reduce((sum, { latency }) => sum + latency.count, 0),
    seconds: members.reduce((sum, { latency }) => sum + latency.seconds, 0),
    latency,
  }
}

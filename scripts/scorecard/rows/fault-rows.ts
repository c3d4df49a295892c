import { answerFaults } from '../faults/answer-faults.ts'
import { byteFaults } from '../faults/byte-faults.ts'
import type { Fault } from '../faults/fault.ts'
import { tryOperation, tryPassthrough } from '../faults/try-fault.ts'
import { always, type Cell, type Finding, type Ground, type Row } from '../row.ts'
import { bystandersOf } from '../stage/bystanders.ts'
import { operatorCells } from '../stage/operators.ts'
import type { Misbehave } from '../stage/toy-upstream.ts'

const all = [...byteFaults, ...answerFaults]
/** What waits for the passthrough's time-out comes last: it has been waiting since the first row. */
const faults: readonly Fault[] = [
  ...all.filter((fault) => !fault.passthroughAtDeadline),
  ...all.filter((fault) => fault.passthroughAtDeadline),
]

/** What the toy upstreams do for a request that names a fault. */
export function misbehave(fault: string): Misbehave | undefined {
  return faults.find(({ id }) => id === fault)?.does
}

/** One row for each line of the upstream fault table that a request can name. */
export const faultRows: readonly Row[] = faults.map((fault) => ({
  id: `U-${fault.id}`,
  title: fault.title,
  must: fault.must,
  tiers: always,
  find: (ground) => find(ground, fault),
}))

/** Passthroughs that wait for their time-out do so beside the other rows. */
const underWay = new Map<string, Promise<readonly string[]>>()

async function find(ground: Ground, fault: Fault): Promise<Finding> {
  const stage = await ground.stage()
  bystandersOf(stage)
  if (underWay.size === 0) {
    for (const slow of faults.filter((one) => one.passthroughAtDeadline)) {
      underWay.set(slow.id, tryPassthrough(stage, slow))
    }
  }
  const [browse, search, passthrough, operators] = await Promise.all([
    tryOperation(stage, fault, 'getProduct'),
    tryOperation(stage, fault, 'suggest'),
    underWay.get(fault.id) ?? tryPassthrough(stage, fault),
    operatorCells(stage),
  ])
  const wrong = [...browse, ...search, ...passthrough]
  if (!stage.facade.alive()) wrong.push('the façade has ended')
  const passes = fault.passthrough.kind === 'as-is' ? 'ok' : 'degraded'
  return {
    found: wrong.length === 0 ? 'as declared, and the next request served' : wrong.join('; '),
    ok: wrong.length === 0 && operators.console === 'ok' && operators.CLI === 'ok',
    cells: {
      browse: cell(browse, 'degraded'),
      ...(fault.operations.includes('suggest') ? { search: cell(search, 'degraded') } : {}),
      passthrough: cell(passthrough, passes),
      ...operators,
    },
  }
}

function cell(wrong: readonly string[], well: Cell): Cell {
  return wrong.length === 0 ? well : 'FAIL'
}

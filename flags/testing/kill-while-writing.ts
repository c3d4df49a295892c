import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createLastKnownGood } from '../last-known-good.ts'

const writer = fileURLToPath(new URL('./last-known-good-writer.ts', import.meta.url))

/** The generation that a new process would serve; 0 for none. */
export function generationIn(directory: string): number {
  const set = createLastKnownGood(directory, () => undefined).read()
  const groupId = String(set?.features[0]?.strategies[0]?.parameters.groupId ?? 'generation:0')
  return Number(groupId.split(':')[1])
}

export type Killed = {
  /** The last generation of which the writer said that it is on disk. */
  readonly acknowledged: number
  /** The one that a new process would serve. */
  readonly kept: number
}

/**
 * Lets a writer go on from a generation, and kills it a few event-loop turns after some it has acknowledged.
 */
export async function killWhileWriting(directory: string, from: number, turns: number): Promise<Killed> {
  const child = spawn(process.execPath, ['--no-warnings', writer, directory, String(from)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  let acknowledged = from - 1
  lines.on('line', (line) => {
    acknowledged = Number(line)
  })
  const drained = once(lines, 'close')
  for (let line = 0; line <= turns % 7; line++) await once(lines, 'line')
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
  child.kill('SIGKILL')
  await exited
  await drained
  return { acknowledged, kept: generationIn(directory) }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createLastKnownGood } from './last-known-good.ts'
import { emptyFolder } from './testing/sources.ts'

const writer = fileURLToPath(new URL('./testing/last-known-good-writer.ts', import.meta.url))

/** The generation that a new process would serve; 0 for none. */
function generationIn(directory: string): number {
  const set = createLastKnownGood(directory, () => undefined).read()
  const groupId = String(set?.features[0]?.strategies[0]?.parameters.groupId ?? 'generation:0')
  return Number(groupId.split(':')[1])
}

/**
 * Lets a writer go on from a generation, and kills it a few event-loop turns after some it has acknowledged.
 */
async function killWhileWriting(directory: string, from: number, turns: number): Promise<number> {
  const child = spawn(process.execPath, [writer, directory, String(from)], {
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
  return acknowledged
}

describe('last-known-good under SIGKILL', () => {
  it('is whole after each of 50 kills, and never older than what was acknowledged', async () => {
    const directory = emptyFolder()
    let next = 1
    let halfWritten = 0
    for (let kill = 0; kill < 50; kill++) {
      const acknowledged = await killWhileWriting(directory, next, kill * 3)
      const kept = generationIn(directory)
      expect(kept).toBeGreaterThanOrEqual(acknowledged)
      expect(kept).toBeLessThanOrEqual(acknowledged + 1)
      halfWritten = readdirSync(directory).filter((name) => name.endsWith('.tmp')).length
      next = kept + 1
    }
    process.stdout.write(
      `50 kills: ${next - 1} generations written, ${halfWritten} temporary files left half\n`,
    )
  })
})

describe('last-known-good on a full disk', () => {
  it('says so, keeps the generation that was there, and tears nothing', async () => {
    const directory = emptyFolder()
    const write = (limit: string, first: number, last: number) =>
      spawn(
        'sh',
        ['-c', `${limit} exec "$0" "$@"`, process.execPath, writer, directory, `${first}`, `${last}`],
        {
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
    const said = async (child: ReturnType<typeof write>) => {
      let text = ''
      child.stdout?.on('data', (chunk) => {
        text += chunk
      })
      await once(child, 'close')
      return text
    }
    expect(await said(write('', 1, 2))).toBe('1\n2\n')
    // No byte more may be written to any file: to the writer as good as a full disk.
    expect(await said(write("trap '' XFSZ; ulimit -f 0;", 3, 4))).toBe('!3\n!4\n')
    expect(generationIn(directory)).toBe(2)
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(await said(write('', 5, 5))).toBe('5\n')
    expect(generationIn(directory)).toBe(5)
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generationIn, killWhileWriting } from './testing/kill-while-writing.ts'
import { emptyFolder } from './testing/sources.ts'

const writer = fileURLToPath(new URL('./testing/last-known-good-writer.ts', import.meta.url))

describe('last-known-good under SIGKILL', () => {
  it('is whole after each of 50 kills, and never older than what was acknowledged', async () => {
    const directory = emptyFolder()
    let next = 1
    let halfWritten = 0
    for (let kill = 0; kill < 50; kill++) {
      const { acknowledged, kept } = await killWhileWriting(directory, next, kill * 3)
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

import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { silentLog } from '#contracts/process/log.ts'
import { exampleExposure } from './example-events.ts'
import { openSpool, type Spool } from './spool.ts'

const event = (id: string) => exampleExposure(id)
const ids = (events: readonly BanyanEvent[] = []) => events.map((e) => e.id)

describe('the spool', () => {
  let directory: string

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'banyan-spool-'))
  })

  afterEach(() => rm(directory, { recursive: true, force: true }))

  const open = (more: { maxBytes?: number; segmentBytes?: number } = {}) =>
    openSpool({ directory, log: silentLog, maxBytes: 1_000_000, ...more })

  async function takeAll(spool: Spool, limit = 500): Promise<string[]> {
    const taken: string[] = []
    for (let waiting = await spool.oldest(limit); waiting; waiting = await spool.oldest(limit)) {
      taken.push(...ids(waiting.events))
      await waiting.forget()
    }
    return taken
  }

  it('gives events back in their order, over many files and in small portions', async () => {
    const spool = await open({ segmentBytes: 1_000 })
    const all = Array.from({ length: 50 }, (_, i) => `e${i}`)
    for (const id of all) await spool.write([event(id)])
    expect((await readdir(directory)).length).toBeGreaterThan(5)
    expect(await takeAll(spool, 7)).toEqual(all)
    expect(spool.isEmpty()).toBe(true)
    expect(spool.bytes()).toBe(0)
    expect(await readdir(directory)).toEqual(['owner'])
    await spool.close()
  })

  it('gives the same again until it is forgotten', async () => {
    const spool = await open()
    await spool.write([event('a'), event('b')])
    expect(ids((await spool.oldest(1))?.events)).toEqual(['a'])
    const again = await spool.oldest(1)
    expect(ids(again?.events)).toEqual(['a'])
    await again?.forget()
    expect(ids((await spool.oldest(1))?.events)).toEqual(['b'])
    await spool.close()
  })

  it('keeps what was written when the process was killed', async () => {
    const killed = await open()
    await killed.write([event('a')])
    await killed.write([event('b')])
    const next = await open()
    await next.write([event('c')])
    expect(await takeAll(next)).toEqual(['a', 'b', 'c'])
    await Promise.all([killed.close(), next.close()])
  })

  it('takes many writes at once, each whole and in its order', async () => {
    const spool = await open()
    const writes = Array.from({ length: 100 }, (_, i) => [event(`${i}-0`), event(`${i}-1`)])
    await Promise.all(writes.map((events) => spool.write(events)))
    expect(await takeAll(spool, 9)).toEqual(writes.flatMap((events) => ids(events)))
    await spool.close()
  })

  it('passes over a line that a crash tore, and loses none before or after it', async () => {
    const killed = await open()
    await killed.write([event('a'), event('b')])
    await killed.close()
    const file = join(directory, '000000000001.ndjson')
    await truncate(file, (await readFile(file)).length - 10)
    const next = await open()
    await next.write([event('c')])
    expect(await takeAll(next)).toEqual(['a', 'c'])
    await next.close()
  })

  it('passes over a file that holds nothing but garbage', async () => {
    await writeFile(join(directory, '000000000007.ndjson'), 'garbage\n\u0000\u0001')
    await appendFile(join(directory, '000000000009.ndjson'), '')
    const spool = await open()
    await spool.write([event('a')])
    expect(await takeAll(spool)).toEqual(['a'])
    expect(await readdir(directory)).toEqual(['owner'])
    await spool.close()
  })

  it('goes on when somebody removed its file', async () => {
    const spool = await open({ segmentBytes: 10 })
    await spool.write([event('a')])
    await spool.write([event('b')])
    await rm(join(directory, '000000000001.ndjson'))
    expect(await takeAll(spool)).toEqual(['b'])
    await spool.close()
  })

  it('refuses what would make it larger than it may be, and takes on when there is room again', async () => {
    const spool = await open({ maxBytes: 1_000 })
    await spool.write([event('a'), event('b')])
    await expect(spool.write([event('c')])).rejects.toMatchObject({ code: 'unavailable' })
    expect(await takeAll(spool)).toEqual(['a', 'b'])
    await spool.write([event('d')])
    expect(await takeAll(spool)).toEqual(['d'])
    await spool.close()
  })

  it('holds an event that is larger than a read', async () => {
    const spool = await open({ maxBytes: 10_000_000 })
    const large = exampleExposure('large', { channel: 'x'.repeat(3_000_000) })
    await spool.write([event('a'), large, event('b')])
    expect(await takeAll(spool)).toEqual(['a', 'large', 'b'])
    await spool.close()
  })

  it('is not shared with another living process', async () => {
    await writeFile(join(directory, 'owner'), `${process.ppid} ${await startTime(process.ppid)}`)
    const outcome = open().then((spool) => spool.close())
    // Only Linux tells when a process was started.
    if (existsSync('/proc/self/stat')) await expect(outcome).rejects.toMatchObject({ code: 'conflict' })
    else await outcome
  })

  it('takes over from a process whose id somebody else has now', async () => {
    await writeFile(join(directory, 'owner'), `${process.ppid} 1`)
    await (await open()).close()
  })
})

async function startTime(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuditSpool } from './audit-spool.ts'
import { createMemoryAuditStore } from './audit-store.memory.ts'
import { anAuditEntry } from './audit-store.suite.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-spool-'))
  file = join(folder, 'below', 'audit.jsonl')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const all = { limit: 10, target: null, olderThan: null }

describe('the audit spool', () => {
  it('hands what waits to the store, once', async () => {
    const spool = await openAuditSpool(file)
    const store = createMemoryAuditStore()
    const entry = anAuditEntry()
    await spool.add(entry)
    expect(spool.waiting()).toBe(1)
    expect(await spool.drain(store)).toBe(1)
    expect(await spool.drain(store)).toBe(0)
    expect(spool.waiting()).toBe(0)
    expect(await store.read(all)).toEqual([entry])
  })

  it('keeps everything, over a restart too, while the store rejects', async () => {
    const spool = await openAuditSpool(file)
    const entries = [anAuditEntry(), anAuditEntry(), anAuditEntry()]
    for (const entry of entries) await spool.add(entry)
    const memory = createMemoryAuditStore()
    let writes = 0
    const failing = {
      ...memory,
      write: () => (++writes > 1 ? Promise.reject(new Error()) : Promise.resolve()),
    }
    await expect(spool.drain(failing)).rejects.toThrow()
    await spool.add(anAuditEntry())
    const reopened = await openAuditSpool(file)
    expect(reopened.waiting()).toBe(4)
    expect(await reopened.drain(memory)).toBe(4)
    expect(await memory.read(all)).toHaveLength(4)
  })

  it('skips a line that a crash tore, and loses none after it', async () => {
    await (await openAuditSpool(file)).add(anAuditEntry())
    await appendFile(file, '{"id":"torn')
    const spool = await openAuditSpool(file)
    await spool.add(anAuditEntry())
    const store = createMemoryAuditStore()
    await spool.drain(store)
    expect(await store.read(all)).toHaveLength(2)
  })

  it('is readable by its owner alone', async () => {
    await (await openAuditSpool(file)).add(anAuditEntry())
    const { mode } = await import('node:fs').then((fs) => fs.statSync(file))
    expect(mode & 0o077).toBe(0)
    expect(await readFile(file, 'utf8')).toContain('first visitors')
  })
})

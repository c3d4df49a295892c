import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '#contracts/process/log.ts'
import { openEndedSessions } from './ended-sessions.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-ended-'))
  file = join(folder, 'ended.jsonl')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('ended sessions', () => {
  it('stay ended over a restart', async () => {
    await (await openEndedSessions(file, silentLog, () => 0)).end({ id: 'one', expiresAt: 10 })
    const reopened = await openEndedSessions(file, silentLog, () => 5)
    expect(reopened.has('one')).toBe(true)
    expect(reopened.has('two')).toBe(false)
  })

  it('are forgotten when they have expired, and a torn line harms none', async () => {
    const ended = await openEndedSessions(file, silentLog, () => 0)
    await ended.end({ id: 'one', expiresAt: 10 })
    await ended.end({ id: 'two', expiresAt: 20 })
    await appendFile(file, '{"id":"to')
    const reopened = await openEndedSessions(file, silentLog, () => 15)
    expect([reopened.has('one'), reopened.has('two')]).toEqual([false, true])
  })

  it('end at once also where the disk fails', async () => {
    const ended = await openEndedSessions(file, silentLog, () => 0)
    await rm(folder, { recursive: true })
    await ended.end({ id: 'one', expiresAt: 10 })
    expect(ended.has('one')).toBe(true)
  })
})

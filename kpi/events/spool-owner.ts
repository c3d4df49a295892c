import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BanyanError } from '#contracts/errors.ts'

/**
 * Writes down that this process owns a folder. A process id alone may have been given to another since, above
 * all in containers, so its start time is kept with it; where the system does not tell it (no /proc), nobody
 * is refused.
 * @throws BanyanError `conflict` while another living process owns it
 */
export function claimFolder(directory: string): void {
  const file = join(directory, 'owner')
  const [pid = '', startedAt = ''] = readIfThere(file).split(' ')
  if (pid !== '' && Number(pid) !== process.pid && startedAt !== '' && startTimeOf(pid) === startedAt) {
    throw new BanyanError('conflict', { detail: `Process ${pid} already uses the folder ${directory}` })
  }
  writeFileSync(file, `${process.pid} ${startTimeOf('self')}`, { mode: 0o600 })
}

/** Clock ticks between boot and start. Source: proc_pid_stat(5), field 22; field 2 may hold spaces. */
function startTimeOf(pid: string): string {
  const afterName = readIfThere(`/proc/${pid}/stat`).split(') ').at(-1) ?? ''
  return afterName.split(' ')[19] ?? ''
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

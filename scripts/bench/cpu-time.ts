import { readFileSync } from 'node:fs'

/** Ticks per second of /proc on every Linux that Node runs on (USER_HZ). */
const ticksPerSecond = 100

/**
 * Processor time that a process has used, seconds; null where the system does not tell. Source: proc(5),
 * stat.
 */
export function cpuSeconds(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return null
  }
}

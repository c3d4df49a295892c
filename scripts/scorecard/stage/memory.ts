import { readFileSync } from 'node:fs'

/** Resident memory of a process, MiB; 0 where the system does not tell. Source: proc(5), status. */
export function residentMegabytes(pid: number): number {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kilobytes) / 1_024)
  } catch {
    return 0
  }
}

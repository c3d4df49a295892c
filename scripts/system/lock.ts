// One Banyan per home folder: a lock that a killed owner does not keep.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Takes the lock or tells who has it. Returns what gives it back. */
export function takeLock(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true })
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const owner = Number(readFileSync(file, 'utf8'))
      if (isAlive(owner))
        throw new Error(`Banyan runs here already (process ${owner}): stop it with Ctrl-C there.`)
      rmSync(file, { force: true })
    }
  }
  throw new Error(`Could not take ${file}: is another start under way?`)
}

/** Alive, and a Node process: an id may have been given to somebody else since. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node')
  } catch {
    return true
  }
}

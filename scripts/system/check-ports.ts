import { createServer } from 'node:net'
import { listen } from '#contracts/process/listen.ts'
import type { Ports } from './ports.ts'

/** Names of the settings whose port somebody else listens on. */
export async function takenPorts(ports: Partial<Ports>): Promise<string[]> {
  const checked = await Promise.all(
    Object.entries(ports).map(async ([name, port]) => ((await isFree(port)) ? [] : [`${name}=${port}`])),
  )
  return checked.flat()
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  try {
    await listen(probe, port)
  } catch {
    return false
  }
  await new Promise((resolve) => probe.close(resolve))
  return true
}

import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a file as a whole: at every instant, also of a crash, its name holds the old text or the new one.
 * @param beforeReplacing runs when the new text is safe and the old one still there
 */
export async function replaceDurably(
  file: string,
  text: string,
  beforeReplacing: () => Promise<void> = async () => undefined,
): Promise<void> {
  const directory = dirname(file)
  await mkdir(directory, { recursive: true })
  const temp = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    const handle = await open(temp, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await beforeReplacing()
    await rename(temp, file)
    await syncDirectory(directory)
  } catch (error) {
    await rm(temp, { force: true }).catch(() => undefined)
    throw error
  }
}

/** A rename is durable only when its folder is; not every file system can sync one. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

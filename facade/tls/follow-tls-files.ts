import type { Server } from 'node:https'
import { readTlsFiles, type TlsFiles, type TlsMaterial } from './tls-files.ts'

export type FollowTls = {
  readonly files: TlsFiles
  /** What the server began with. */
  readonly material: TlsMaterial
  readonly onChanged: () => void
  /** Told of files that cannot be used; what is in use stays. */
  readonly onRefused: (error: unknown) => void
  /** Between two looks; by content, so that links, mounts and copies of every kind are seen. */
  readonly everyMs?: number
}

const lookEveryMs = 10_000

/** New connections get a renewed certificate without a restart, until the server is closed. */
export function followTlsFiles(server: Server, follow: FollowTls): void {
  const { files, onChanged, onRefused, everyMs = lookEveryMs } = follow
  let used = follow.material
  const look = () => {
    try {
      const found = readTlsFiles(files)
      if (found.cert.equals(used.cert) && found.key.equals(used.key)) return
      server.setSecureContext(found)
      used = found
      onChanged()
    } catch (error) {
      onRefused(error)
    }
  }
  const timer = setInterval(look, everyMs).unref()
  server.once('close', () => clearInterval(timer))
}

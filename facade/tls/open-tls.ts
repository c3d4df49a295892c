import type { Server } from 'node:https'
import type { Logger } from '#contracts/process/log.ts'
import type { Degraded } from '../degraded.ts'
import { followTlsFiles } from './follow-tls-files.ts'
import { readTlsFiles, type TlsMaterial } from './tls-files.ts'

export type TlsSettings = {
  readonly FACADE_TLS_CERT?: string | undefined
  readonly FACADE_TLS_KEY?: string | undefined
}

export type Tls = {
  readonly material: TlsMaterial
  /** From now on a renewed certificate is used as soon as it lies there. */
  follow(server: Server): void
}

type Ground = { readonly log: Logger; readonly degraded: Degraded }

/** TLS as the settings ask for it; null where they do not. @throws SettingsError for files that are no use */
export function openTls(settings: TlsSettings, { log, degraded }: Ground): Tls | null {
  const { FACADE_TLS_CERT: cert, FACADE_TLS_KEY: key } = settings
  if (cert === undefined || key === undefined) return null
  const files = { cert, key }
  const material = readTlsFiles(files)
  return {
    material,
    follow: (server) =>
      followTlsFiles(server, {
        ...{ files, material },
        onChanged: () => log.info('the certificate has been renewed'),
        onRefused: (error) => degraded('certificate', error),
      }),
  }
}

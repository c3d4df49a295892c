import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { SettingsError } from '#contracts/process/settings.ts'

/** Paths of PEM files: the certificate with its chain, and its key. */
export type TlsFiles = { readonly cert: string; readonly key: string }

/** What a TLS server is given; nothing older than TLS 1.2, no protocol but HTTP/1.1. */
export type TlsMaterial = SecureContextOptions & { readonly cert: Buffer; readonly key: Buffer }

/** Reads both, and holds them against each other. @throws SettingsError that names the setting */
export function readTlsFiles(files: TlsFiles): TlsMaterial {
  const cert = read('FACADE_TLS_CERT', files.cert)
  const key = read('FACADE_TLS_KEY', files.key)
  const material: TlsMaterial = { cert, key, minVersion: 'TLSv1.2' }
  try {
    createSecureContext(material)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    throw new SettingsError([`FACADE_TLS_CERT, FACADE_TLS_KEY: they do not fit together (${code})`])
  }
  return material
}

function read(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    throw new SettingsError([`${name}: cannot read the file (${code})`])
  }
}

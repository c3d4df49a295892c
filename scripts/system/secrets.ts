// Secrets of an embedded installation: made once, kept where only their owner reads.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const names = [
  'postgresPassword',
  'visitorSecret',
  'testerSecret',
  'operatorToken',
  'operatorPassword',
  'sessionSecret',
  'serviceToken',
  'flagsClientToken',
  'flagsAdminToken',
  'suiteAdminPassword',
] as const

export type Secrets = { readonly [Name in (typeof names)[number]]: string }

/** Reads the secrets; makes those that are missing. */
export function readSecrets(file: string): Secrets {
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {}
  const missing = names.filter((name) => !known[name])
  const all = { ...known, ...Object.fromEntries(missing.map((name) => [name, fresh(name)])) } as Secrets
  if (missing.length > 0) write(file, all)
  return all
}

/** A person types the password; Unleash's tokens name their project and environment. */
function fresh(name: (typeof names)[number]): string {
  if (name === 'operatorPassword') return randomBytes(12).toString('base64url')
  const secret = randomBytes(24).toString('base64url')
  if (name === 'flagsClientToken') return `default:development.${secret}`
  return name === 'flagsAdminToken' ? `*:*.${secret}` : secret
}

function write(file: string, secrets: Secrets): void {
  mkdirSync(dirname(file), { recursive: true })
  const half = `${file}.half`
  writeFileSync(half, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(half, file)
}

// The suite's store: one folder that is either complete or thrown away at the next start.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SettingsError } from './settings.mjs'

/** Raise it when a store that an older version populated cannot be used any more. */
const storeVersion = 1

const wanted = ({ catalogue, products, seed }) =>
  catalogue === 'large' ? { storeVersion, catalogue, products, seed } : { storeVersion, catalogue }

function writeWhole(path, value) {
  writeFileSync(`${path}.partial`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.partial`, path)
}

/** Secrets, made once for each data folder: the session cookie's key, the administrator's password. */
function readSecrets(dataDir) {
  const path = join(dataDir, 'secrets.json')
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))
  const random = () => randomBytes(24).toString('base64url')
  const secrets = { adminPassword: random(), cookieSecret: random() }
  writeWhole(path, secrets)
  return secrets
}

/**
 * Opens the store of a data folder; what a killed first start left behind is removed first.
 * @throws SettingsError when the folder holds another catalogue
 */
export function openStore(settings) {
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 })
  const marker = join(settings.dataDir, 'complete.json')
  const folder = join(settings.dataDir, 'store')
  const expected = wanted(settings)
  const complete = existsSync(marker)
  if (complete) refuseOther(JSON.parse(readFileSync(marker, 'utf8')), expected, settings.dataDir)
  else rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return {
    complete,
    database: join(folder, 'suite.sqlite'),
    assetFolder: join(folder, 'assets'),
    secrets: readSecrets(settings.dataDir),
    markComplete: () => writeWhole(marker, expected),
  }
}

function refuseOther(found, expected, dataDir) {
  if (JSON.stringify(found) === JSON.stringify(expected)) return
  throw new SettingsError(
    `Bad configuration:\n  - SUITE_DATA_DIR: ${dataDir} holds ${JSON.stringify(found)}, ` +
      `wanted is ${JSON.stringify(expected)}; name another folder or remove this one`,
  )
}

// Settings of the suite's process, from the environment; every error at once.
import { resolve } from 'node:path'

const catalogues = ['sample', 'large']

/** Exit code for a bad configuration (sysexits.h, EX_CONFIG). */
export const exitBadConfiguration = 78

export class SettingsError extends Error {}

/**
 * Reads the environment.
 * @returns {{port: number, host: string, dataDir: string, catalogue: 'sample'|'large', products: number,
 *   seed: number, adminPassword: string|undefined}}
 */
export function readSettings(environment = process.env) {
  const problems = []
  const integer = (name, byDefault, [min, max]) => {
    const value = Number(environment[name] || byDefault)
    if (Number.isInteger(value) && value >= min && value <= max) return value
    problems.push(`${name}: must be a whole number from ${min} to ${max}`)
    return byDefault
  }
  const settings = {
    port: integer('SUITE_PORT', 8100, [0, 65_535]),
    host: environment.SUITE_HOST || '127.0.0.1',
    dataDir: resolve(environment.SUITE_DATA_DIR || '.suite-data'),
    catalogue: environment.SUITE_CATALOGUE || 'sample',
    products: integer('SUITE_PRODUCTS', 5_000, [1, 100_000]),
    seed: integer('SUITE_SEED', 1, [0, 2 ** 31 - 1]),
    adminPassword: environment.SUITE_ADMIN_PASSWORD || undefined,
  }
  if (!catalogues.includes(settings.catalogue))
    problems.push(`SUITE_CATALOGUE: one of ${catalogues.join(', ')}`)
  if (settings.adminPassword !== undefined && settings.adminPassword.length < 12) {
    problems.push('SUITE_ADMIN_PASSWORD: must be at least 12 characters')
  }
  if (problems.length > 0)
    throw new SettingsError(`Bad configuration:\n${problems.map((p) => `  - ${p}`).join('\n')}`)
  return settings
}

// docker-compose.yml as plain data: merged, and with its variables filled in.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export type ComposeService = {
  readonly image: string
  readonly build?: string | { readonly context: string; readonly dockerfile: string }
  readonly command?: readonly string[]
  readonly environment?: { readonly [name: string]: string }
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly networks: readonly string[]
  readonly secrets?: readonly string[]
  readonly depends_on?: { readonly [service: string]: { readonly condition: string } }
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly init?: boolean
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly tmpfs?: string
  readonly restart?: string
}

export type ComposeFile = {
  readonly services: { readonly [name: string]: ComposeService }
  readonly networks: { readonly [name: string]: { readonly internal?: boolean } | null }
  readonly secrets: { readonly [name: string]: { readonly environment: string } }
  readonly volumes: { readonly [name: string]: null }
}

export const composePath = 'docker-compose.yml'

/** The file with its anchors and merges resolved, variables untouched. */
export function readComposeFile(path = composePath): ComposeFile {
  return parse(readFileSync(path, 'utf8'), { merge: true }) as ComposeFile
}

const variable = /\$\{([A-Z_]+)(?:(:[-?])([^}]*))?\}/g

/** Names of the variables in a text that must have a value: `${NAME:?why}`. */
export function requiredVariables(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(variable)].flatMap(([, name = '', kind]) => (kind === ':?' ? [name] : [])))
}

/** A text with its variables replaced as compose does it. @throws Error for a required one that is missing */
export function interpolate(text: string, values: { readonly [name: string]: string }): string {
  return text.replace(variable, (_all, name: string, kind: string | undefined, rest = '') => {
    const value = values[name]
    if (value) return value
    if (kind === ':?') throw new Error(`${name}: ${rest}`)
    return kind === ':-' ? rest : ''
  })
}

/** `NAME=value` lines. */
export function parseEnvFile(text: string): { readonly [name: string]: string } {
  const lines = [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)]
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]))
}

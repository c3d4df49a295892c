import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** The control API's own OpenAPI document. */
export function readControlDocument(): object {
  return parse(readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8')) as object
}

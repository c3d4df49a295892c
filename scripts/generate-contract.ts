// Turns contracts/openapi/*.yaml into what code uses: one bundled document, its types, one row per operation.
// `--check` writes nothing and exits 1 when a generated file is not what the documents say.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTs, { astToString } from 'openapi-typescript'
import { parse } from 'yaml'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Doc = { [key: string]: Json }

const root = new URL('../contracts/', import.meta.url)
const capabilities = ['catalog', 'search']

function load(name: string): Doc {
  return parse(readFileSync(new URL(`openapi/${name}.yaml`, root), 'utf8'))
}

/** References between files become references within the bundle. */
function localRefs(node: Json): Json {
  if (Array.isArray(node)) return node.map(localRefs)
  if (node === null || typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace(/^[a-z-]+\.yaml#/, '#') : localRefs(value),
    ]),
  )
}

function bundle(): Doc {
  const parts = ['shared', ...capabilities].map((name) => localRefs(load(name)) as Doc)
  const doc = load('banyan')
  const paths: Doc = {}
  const components: { [section: string]: Doc } = {}
  for (const part of parts) {
    addAll(paths, (part.paths ?? {}) as Doc, 'path')
    for (const [section, entries] of Object.entries((part.components ?? {}) as { [s: string]: Doc })) {
      components[section] ??= {}
      addAll(components[section], entries, section)
    }
  }
  return { ...doc, paths, components }
}

function addAll(into: Doc, from: Doc, what: string): void {
  for (const [name, value] of Object.entries(from)) {
    if (name in into) throw new Error(`${what} ${name} is declared twice`)
    into[name] = value
  }
}

function resolve(doc: Doc, node: Json): Doc {
  const ref = (node as Doc).$ref
  if (typeof ref !== 'string') return node as Doc
  return ref
    .slice(2)
    .split('/')
    .reduce<Json>((at, key) => (at as Doc)[key] as Json, doc) as Doc
}

function operationRow(doc: Doc, path: string, method: string, operation: Doc): Doc {
  const parameters = (operation.parameters as Json[]).map((p) => resolve(doc, p))
  const declared = operation['x-banyan'] as Doc
  const authentication = authenticationOf((operation.security ?? doc.security ?? []) as Doc[])
  if (authentication !== null && declared.cache !== null) {
    throw new Error(`${operation.operationId}: answers that are one customer's may be kept by nobody`)
  }
  const ok = ((operation.responses as Doc)['200'] as Doc).content as Doc
  return {
    id: operation.operationId as string,
    method: method.toUpperCase(),
    path,
    ...declared,
    authentication,
    parameters: parameters.map((p) => ({ name: p.name as string, in: p.in as string })),
    personal: personalPointers(doc, parameters, (ok['application/json'] as Doc).schema as Json),
    inputSchema: {
      type: 'object',
      additionalProperties: false,
      required: parameters.filter((p) => p.required === true).map((p) => p.name as string),
      properties: Object.fromEntries(parameters.map((p) => [p.name as string, p.schema as Json])),
    },
    outputSchema: (ok['application/json'] as Doc).schema as Json,
  }
}

/** Where `x-pii` says that a value is about a person: pointers, `*` for each item of a list. */
function personalPointers(doc: Doc, parameters: readonly Doc[], output: Json): string[] {
  const ofParameters = parameters.flatMap((p) => {
    const at = `/${p.in as string}/${p.name as string}`
    return p['x-pii'] === true ? [at] : personalWithin(doc, p.schema as Json, at)
  })
  return [...new Set([...ofParameters, ...personalWithin(doc, output, '/output')])]
}

const deepest = 32

function personalWithin(doc: Doc, node: Json, at: string): string[] {
  const schema = resolve(doc, node)
  if (schema['x-pii'] === true) return [at]
  // A schema that refers to itself repeats: what it holds has been told by then.
  if (at.split('/').length > deepest) return []
  const choices = ['anyOf', 'oneOf', 'allOf'].flatMap((word) => (schema[word] ?? []) as Json[])
  return [
    ...Object.entries((schema.properties ?? {}) as Doc).flatMap(([name, inner]) =>
      personalWithin(doc, inner, `${at}/${name}`),
    ),
    ...(schema.items === undefined ? [] : personalWithin(doc, schema.items, `${at}/*`)),
    ...choices.flatMap((choice) => personalWithin(doc, choice, at)),
  ]
}

const customerScheme = 'customer'

/**
 * What `security` of an operation (or of the whole document) means: none, a customer's token, or `{}` beside
 * it for "with or without". More schemes, or a choice between them, have no meaning here yet.
 */
function authenticationOf(security: readonly Doc[]): Json {
  const demands = security.filter((demand) => Object.keys(demand).length > 0)
  const [demand] = demands
  if (demand === undefined) return null
  if (demands.length > 1 || Object.keys(demand).join() !== customerScheme) {
    throw new Error(`security: only [{ ${customerScheme}: [scopes] }] is known, with or without {}`)
  }
  return { required: demands.length === security.length, scopes: demand[customerScheme] as Json }
}

function operationRows(doc: Doc): Doc[] {
  return Object.entries(doc.paths as { [path: string]: Doc }).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationRow(doc, path, method, operation as Doc)),
  )
}

const banner = '// Generated by `npm run generate` from contracts/openapi/*.yaml. Do not edit.\n'

async function outputs(): Promise<Map<string, string>> {
  const doc = bundle()
  const rows = JSON.stringify(operationRows(doc), null, 2)
  const types = astToString(await openapiTs(JSON.stringify(doc)))
  return new Map([
    ['generated/openapi.json', `${JSON.stringify(doc, null, 2)}\n`],
    ['generated/openapi.ts', `${banner}${types}`],
    ['generated/operations.ts', `${banner}export const operationRows = ${rows} as const\n`],
  ])
}

function current(name: string): string {
  try {
    return readFileSync(new URL(name, root), 'utf8')
  } catch {
    return ''
  }
}

const files = await outputs()
const stale = [...files].filter(([name, text]) => current(name) !== text)
if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`contracts/${name} is stale: run npm run generate`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const [name, text] of stale) writeFileSync(new URL(name, root), text)
  console.error(`contract: ${stale.length} of ${files.size} generated files written`)
}

// The control API's document as tests read it: its operations, and validators of its answers.
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readControlDocument } from '../api/control-document.ts'

type Described = {
  readonly security?: readonly object[]
  readonly responses: { readonly [status: string]: object }
}
type Document = {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Described } }
  readonly components: { readonly responses: { readonly [name: string]: object } }
}

const document = readControlDocument() as Document
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(document, 'control')

export type DocumentedOperation = {
  readonly method: string
  readonly path: string
  /** Anyone may call it. */
  readonly open: boolean
  readonly statuses: readonly number[]
}

export const documentedOperations: readonly DocumentedOperation[] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, { security, responses }]) => ({
      method: method.toUpperCase(),
      path,
      open: security?.length === 0,
      statuses: Object.keys(responses).map(Number),
    })),
)

/** What is wrong with an answer according to the document; null when nothing is. */
export function violation(method: string, path: string, status: number, body: unknown): string | null {
  const described = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)]
  if (described === undefined) return `${method} ${path} documents no ${status}`
  const content = contentOf(described)
  if (content === undefined) return body === null ? null : `${method} ${path} documents no body for ${status}`
  const [schema] = Object.values(content).map((media) => media.schema)
  if (schema === undefined) return `${method} ${path} documents no schema for ${status}`
  const check = ajv.compile(withDocument(schema))
  return check(body) ? null : ajv.errorsText(check.errors)
}

type Content = { readonly [type: string]: { readonly schema?: object } }

function contentOf(described: object): Content | undefined {
  const name = '$ref' in described ? String(described.$ref).split('/').at(-1) : undefined
  const response = name === undefined ? described : document.components.responses[name]
  return (response as { content?: Content } | undefined)?.content
}

function withDocument(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"control#/')) as object
}

// The page about the control API, from the document that it serves itself.
import { readControlDocument } from '#control/api/control-document.ts'
import { banner, table } from './markdown.ts'

type Parameter = {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
}
type Reference = { readonly $ref: string }
type Schema = {
  readonly required?: readonly string[]
  readonly properties?: { readonly [name: string]: { readonly description?: string } }
}
type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly (Parameter | Reference)[]
  readonly requestBody?: {
    readonly content: { readonly [type: string]: { readonly schema: Schema | Reference } }
  }
  readonly responses: { readonly [status: string]: unknown }
}
type Document = {
  readonly info: { readonly description: string }
  readonly paths: {
    readonly [path: string]: { readonly parameters?: Operation['parameters'] } & {
      readonly [method: string]: Operation
    }
  }
}

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const

/** Markdown: every operation with what goes in and which statuses come out. */
export function controlApiPage(): string {
  const document = readControlDocument() as Document
  const resolve = <T extends object>(value: T | Reference): T =>
    '$ref' in value ? at<T>(document, value.$ref) : value
  const sections = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      if (operation === undefined) return []
      const all = [...(item.parameters ?? []), ...(operation.parameters ?? [])]
      const parameters = all.map((one) => resolve<Parameter>(one))
      return section(`${method.toUpperCase()} ${path}`, operation, [
        ...parameters.map(parameterRow),
        ...bodyRows(operation, resolve),
      ])
    }),
  )
  return `${banner}
# The control API

${document.info.description}

The document itself is \`control/api/openapi.yaml\`, served at \`/api/openapi.json\`.

${sections.join('\n\n')}
`
}

function section(call: string, operation: Operation, input: readonly (readonly string[])[]): string {
  const { operationId, summary, description, security, responses } = operation
  const open = security?.length === 0 ? ' Needs no token.' : ''
  return [
    `## \`${call}\``,
    `${summary}.${description === undefined ? '' : ` ${description}`}${open} (\`${operationId}\`)`,
    ...(input.length === 0 ? [] : [table(['what goes in', 'where', 'must be given', ''], input)]),
    `Answers: ${Object.keys(responses).join(', ')}.`,
  ].join('\n\n')
}

const parameterRow = ({ name, in: place, required, description }: Parameter) => [
  `\`${name}\``,
  place,
  required === true ? 'yes' : 'no',
  description ?? '',
]

function bodyRows(operation: Operation, resolve: (value: Schema | Reference) => Schema): string[][] {
  const [body] = Object.values(operation.requestBody?.content ?? {})
  if (body === undefined) return []
  const { properties = {}, required = [] } = resolve(body.schema)
  return Object.entries(properties).map(([name, { description }]) => [
    `\`${name}\``,
    'body',
    required.includes(name) ? 'yes' : 'no',
    description ?? '',
  ])
}

/** What a reference within the document points at. */
function at<T>(document: object, reference: string): T {
  let found: unknown = document
  for (const step of reference.split('/').slice(1)) found = (found as { [name: string]: unknown })[step]
  return found as T
}

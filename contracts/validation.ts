// Validators of the contract, compiled once at start from the bundled document (ajv, JSON Schema 2020-12).
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { ProblemError } from './errors.ts'
import document from './generated/openapi.json' with { type: 'json' }
import { type Operation, operations } from './operations.ts'

/**
 * Null when all is well; else what is wrong, each with a JSON pointer. May coerce and default what it is
 * given.
 */
export type Validator = (value: unknown) => readonly ProblemError[] | null

const bundleId = 'banyan:contract'

function withBundleRefs<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${bundleId}#/`)) as T
}

function compiler(coerce: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: false,
    coerceTypes: coerce ? 'array' : false,
    useDefaults: coerce,
    strict: false,
    validateFormats: false,
    ownProperties: true,
  })
  ajv.addSchema(document as object, bundleId)
  return ajv
}

function explain(errors: ErrorObject[], prefixOf: (name: string) => string): ProblemError[] {
  return errors.map((error) => {
    const path = [...error.instancePath.split('/').slice(1), ...offender(error)]
    const prefix = prefixOf(path[0] ?? '')
    return {
      pointer: `${prefix}${path.map((step) => `/${step}`).join('')}`,
      detail: error.message ?? error.keyword,
    }
  })
}

/** For these keywords ajv points at the parent; the reader wants the property itself. */
function offender(error: ErrorObject): string[] {
  const name: unknown = error.params.additionalProperty ?? error.params.missingProperty
  return typeof name === 'string' ? [name.replaceAll('~', '~0').replaceAll('/', '~1')] : []
}

function validatorOf(check: ValidateFunction, prefixOf: (name: string) => string): Validator {
  return (value) => (check(value) ? null : explain(check.errors ?? [], prefixOf))
}

/**
 * Validates the flat path and query parameters of an operation; coerces strings and fills defaults in place.
 */
export function inputValidator(operation: Operation): Validator {
  const inPath = new Set(operation.parameters.filter((p) => p.in === 'path').map((p) => p.name))
  const prefixOf = (name: string) => (inPath.has(name) ? '/path' : '/query')
  return validatorOf(inputs.compile(withBundleRefs(operation.inputSchema)), prefixOf)
}

/** Validates the 200 body of an operation; changes nothing. */
export function outputValidator(operation: Operation): Validator {
  return validatorOf(outputs.compile(withBundleRefs(operation.outputSchema)), () => '')
}

const inputs = compiler(true)
const outputs = compiler(false)

/** Both validators of every operation. */
export const validators: ReadonlyMap<string, { input: Validator; output: Validator }> = new Map(
  operations.map((o) => [o.id, { input: inputValidator(o), output: outputValidator(o) }]),
)

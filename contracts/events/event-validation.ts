// Validators of the events, compiled once at start from the JSON Schemas beside this file (ajv, 2020-12).
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { ProblemError } from '../errors.ts'
import type { BanyanEvent } from './events.ts'
import requestsSummarised from './requests-summarised.v1.schema.json' with { type: 'json' }
import visitorExposed from './visitor-exposed.v1.schema.json' with { type: 'json' }

type EventType = BanyanEvent['type']

/** Every event type that this version of Banyan understands, with its JSON Schema. */
export const eventSchemas: { readonly [Type in EventType]: object } = {
  'banyan.visitor.exposed.v1': visitorExposed,
  'banyan.requests.summarised.v1': requestsSummarised,
}

const timestamp = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

/** RFC 3339, and a moment that exists; the year 0 is none to a database. */
const isDateTime = (text: string) => timestamp.test(text) && !Number.isNaN(Date.parse(text))

const ajv = new Ajv2020({ strict: true, formats: { 'date-time': isDateTime } })

const checks: ReadonlyMap<string, ValidateFunction> = new Map(
  Object.entries(eventSchemas).map(([type, schema]) => [type, ajv.compile(schema)]),
)

/** Whether this version of Banyan understands events of that type. */
export function isKnownEventType(type: unknown): type is EventType {
  return typeof type === 'string' && checks.has(type)
}

/** Null when the value is an event that meets its type's schema; else what is wrong, with JSON pointers. */
export function eventProblems(value: unknown): readonly ProblemError[] | null {
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined
  const check = typeof type === 'string' ? checks.get(type) : undefined
  if (!check) return [{ pointer: '/type', detail: 'is not an event type that Banyan knows' }]
  if (check(value)) return null
  return (check.errors ?? []).map((error) => ({
    pointer: error.instancePath,
    detail: error.message ?? error.keyword,
  }))
}

/** Whether the value is an event that meets its type's schema. */
export function isBanyanEvent(value: unknown): value is BanyanEvent {
  return eventProblems(value) === null
}

import { contextHeaders, type ShopperContext } from '#contracts/call-context.ts'
import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import type { Operation } from '#contracts/operations.ts'
import { type Validator, validators } from '#contracts/validation.ts'
import type { ContextWishes, ResolveContext } from '../context/resolve-context.ts'
import type { OperationInput, Valid, Visited } from '../exchange.ts'
import { parseQuery, type Query } from '../http/query.ts'
import type { Policy } from '../policy.ts'
import { failure } from '../reply.ts'

type Checked = { readonly input: OperationInput; readonly context: ShopperContext }

/** Path, query and context as the contract wants them, or a 400 that names what is wrong. */
export function validate(resolveContext: ResolveContext): Policy<Visited, Valid> {
  return (exchange, next) => {
    let checked: Checked
    try {
      checked = check(exchange, resolveContext)
    } catch (thrown) {
      return Promise.resolve(failure(asBanyanError(thrown)))
    }
    return next({ ...exchange, input: checked.input, context: checked.context })
  }
}

function check(exchange: Visited, resolveContext: ResolveContext): Checked {
  const { operation } = exchange
  const values = parseQuery(exchange.query)
  for (const { name, in: place } of operation.parameters) {
    if (place === 'path') addFromPath(values, name, exchange.pathParameters[name])
  }
  const errors = validatorOf(operation)(values)
  if (errors !== null) throw new BanyanError('invalid-request', { errors })
  return { input: withoutContext(operation, values), context: resolveContext(wishes(exchange, values)) }
}

function addFromPath(values: Query, name: string, value: string | undefined): void {
  if (values[name] !== undefined) throw notAQueryParameter(name)
  values[name] = value ?? ''
}

function notAQueryParameter(name: string): BanyanError {
  return new BanyanError('invalid-request', {
    errors: [{ pointer: `/query/${name}`, detail: 'belongs into the path' }],
  })
}

function validatorOf(operation: Operation): Validator {
  const validator = validators.get(operation.id)
  if (validator === undefined) throw new Error(`No validator for ${operation.id}`)
  return validator.input
}

/** A side gets the context resolved, so the wishes do not travel twice. */
function withoutContext(operation: Operation, values: Query): OperationInput {
  const input: { [name: string]: string | string[] } = {}
  for (const { name } of operation.parameters) {
    const value = values[name]
    if (value !== undefined && !(name in contextHeaders)) input[name] = value
  }
  return input
}

function wishes(exchange: Visited, values: Query): ContextWishes {
  return {
    channel: text(values.channel) ?? text(exchange.headers[contextHeaders.channel]),
    country: text(values.country) ?? text(exchange.headers[contextHeaders.country]),
    currency: text(values.currency) ?? text(exchange.headers[contextHeaders.currency]),
    locale: text(values.locale),
    acceptLanguage: exchange.headers['accept-language'],
  }
}

function text(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

// What an import may send: checked against the contract before anything is written.
import { z } from 'zod'
import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import { BanyanError, type ProblemError } from '#contracts/errors.ts'
import { type Validator, validators } from '#contracts/validation.ts'

const code = z.string().min(1).max(100)
const generation = z.string().min(1).max(100)

const categoriesBody = z.strictObject({
  trees: z.array(z.strictObject({ channel: code, locale: code, tree: z.unknown() })).max(1_000),
})

const edition = z.strictObject({ channel: code, currency: code, locale: code, content: z.unknown() })

const productsBody = z.strictObject({
  generation,
  products: z
    .array(
      z.strictObject({
        slug: z.string().min(1).max(200),
        updatedAt: z.iso.datetime({ offset: true }),
        editions: z.array(edition).min(1).max(1_000),
      }),
    )
    .max(10_000),
})

const sweepBody = z.strictObject({ generation })

/** The trees of a `PUT …/categories`. @throws BanyanError `invalid-request` */
export function categoriesOf(body: unknown): readonly CategoryTree[] {
  const { trees } = parse(categoriesBody, body)
  for (const [i, { tree }] of trees.entries()) {
    mustMeet(outputOf('listCategories'), tree, `/body/trees/${i}/tree`)
  }
  return trees as readonly CategoryTree[]
}

/** The generation and products of a `POST …/products`. @throws BanyanError `invalid-request` */
export function productsOf(body: unknown): { generation: string; products: readonly ProductRecord[] } {
  const parsed = parse(productsBody, body)
  for (const [i, product] of parsed.products.entries()) {
    for (const [j, { content }] of product.editions.entries()) {
      const pointer = `/body/products/${i}/editions/${j}/content`
      mustMeet(outputOf('getProduct'), content, pointer)
      if ((content as { slug: string }).slug !== product.slug) {
        throw invalid([{ pointer: `${pointer}/slug`, detail: 'must be the slug of the product' }])
      }
    }
  }
  return parsed as { generation: string; products: readonly ProductRecord[] }
}

/** The generation of a `POST …/sweep`. @throws BanyanError `invalid-request` */
export function generationOf(body: unknown): string {
  return parse(sweepBody, body).generation
}

function outputOf(id: 'listCategories' | 'getProduct'): Validator {
  const validator = validators.get(id)
  if (validator === undefined) throw new Error(`The contract has no ${id}`)
  return validator.output
}

function mustMeet(validate: Validator, value: unknown, prefix: string): void {
  const errors = validate(value)
  if (errors !== null) {
    throw invalid(errors.map((error) => ({ ...error, pointer: `${prefix}${error.pointer}` })))
  }
}

function parse<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw invalid(
    parsed.error.issues.slice(0, 20).map(({ path, message }) => ({
      pointer: ['/body', ...path.map(String)].join('/'),
      detail: message,
    })),
  )
}

function invalid(errors: readonly ProblemError[]): BanyanError {
  return new BanyanError('invalid-request', { errors })
}

// Mixed requests over both sides, contexts and visitors, while sides fail, data change, journeys flip and
// shoppers leave: nobody gets what belongs under another key. A million of them:
// `CACHE_REQUESTS=1000000 npm run unit -- --testPathPatterns mixed-requests`, another run by CACHE_SEED.
import type { ShopperContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import { bundledMarkets } from '#contracts/markets.ts'
import { type OperationId, operations } from '#contracts/operations.ts'
import { createRandom, type Random } from '#scripts/shoppers/random.ts'
import { createResolveContext } from '../context/resolve-context.ts'
import { Deadline } from '../deadline.ts'
import { createGatherFacts } from '../decision/gather-facts.ts'
import type { OperationInput } from '../exchange.ts'
import { cache } from '../policies/cache.ts'
import { call } from '../policies/call.ts'
import { decision } from '../policies/decision.ts'
import { fallback } from '../policies/fallback.ts'
import { validate } from '../policies/validate.ts'
import { compose } from '../policy.ts'
import type { Reply } from '../reply.ts'
import { anOperation, visited } from '../testing/exchanges.ts'
import { askedText, type Echo, MixedShop } from '../testing/mixed-shop.ts'

const requests = Number(process.env.CACHE_REQUESTS ?? 60_000)
const seed = Number(process.env.CACHE_SEED ?? 20_260_131)
const atOnce = 16

type Kind = (random: Random) => Asked

type Asked = {
  readonly id: OperationId
  readonly pathParameters: { readonly key?: string }
  readonly query: string
  /** What a side has to be asked. */
  readonly input: OperationInput
}

const kinds: readonly Kind[] = [
  (random) => {
    const [key, by] = [`p${random.popular(40)}`, random.chance(0.2) ? 'sku' : 'slug']
    const query = by === 'slug' && random.chance(0.5) ? '' : `by=${by}`
    return { id: 'getProduct', pathParameters: { key }, query, input: { key, by } }
  },
  (random) => {
    const page = 1 + random.popular(5)
    return {
      ...{ id: 'listProducts', pathParameters: {}, query: `page=${page}` },
      input: { sort: 'name', page, pageSize: 24 },
    }
  },
  (random) => {
    const facet = ['a:1', 'b:2', 'c:3'].filter(() => random.chance(0.4))
    const q = ['laptop', '1:a', '', 'lap\0top', '6:laptop'][random.popular(5)] ?? ''
    const given = random.chance(0.5) ? facet : facet.toReversed()
    const pairs = [`q=${encodeURIComponent(q)}`, ...given.map((one) => `facet=${one}`)]
    return {
      ...{
        id: 'searchProducts',
        pathParameters: {},
        query: pairs.toSorted(() => random.next() - 0.5).join('&'),
      },
      input: { q, sort: 'relevance', page: 1, pageSize: 24, ...(facet.length > 0 ? { facet } : {}) },
    }
  },
]

const kindOf = (random: Random) => kinds[random.popular(kinds.length)] as Kind

const contexts: readonly ShopperContext[] = ['US', 'DE'].flatMap((country) =>
  ['USD', 'EUR'].flatMap((currency) =>
    ['en', 'de'].map((locale) => ({ channel: 'default', country, currency, locale })),
  ),
)

/** A request as it arrives, and what has to be true of its answer. */
type Request = {
  readonly exchange: ReturnType<typeof visited>
  readonly asked: string
  readonly isOn: boolean
  readonly version: number
  readonly era: number
}

const canary = 'canary'

class Shoppers {
  readonly #random: Random
  readonly #shop: MixedShop
  readonly #tags: string[] = []

  constructor(random: Random, shop: MixedShop) {
    this.#random = random
    this.#shop = shop
  }

  request(): Request {
    const [random, shop] = [this.#random, this.#shop]
    const { id, pathParameters, query, input } = kindOf(random)(random)
    const context = contexts[random.popular(8)] as ShopperContext
    const visitor = `${canary}-${random.integer(1_000)}`
    const inQuery = random.chance(0.5)
    const { country, currency, locale } = context
    const wishes = `country=${country}&currency=${currency}&locale=${locale}`
    const exchange = visited({
      operation: anOperation(id),
      pathParameters,
      query: inQuery ? [wishes, query].filter((part) => part !== '').join('&') : query,
      headers: {
        ...(inQuery
          ? {}
          : { 'banyan-country': country, 'banyan-currency': currency, 'accept-language': locale }),
        ...{
          cookie: visitor,
          'x-forwarded-host': visitor,
          'if-none-match': this.#tags[random.integer(50)] ?? '',
        },
      },
      visitor: { id: visitor, newToken: visitor, since: null },
      deadline: new Deadline(3_000),
    })
    const { toldVersion: version, era } = shop
    return { exchange, asked: askedText(id, input, context), isOn: shop.isOn(), version, era }
  }

  /** Some do not wait for the answer. */
  mayLeave({ exchange }: Request): void {
    if (!this.#random.chance(0.03)) return
    queueMicrotask(() => exchange.deadline.over(new BanyanError('shopper-gone')))
  }

  /** Keeps the answer's tag, as a browser does. */
  remember({ body }: Reply): void {
    if (body.kind === 'kept') this.#tags[this.#random.integer(50)] = body.etag
  }
}

function echoOf({ body }: Reply): Echo {
  if (body.kind === 'json') return body.value as Echo
  return JSON.parse(Buffer.from(body.bytes).toString()) as Echo
}

/** What is wrong with an answer, or null. */
function wrongWith(reply: Reply, { asked, isOn, version, era }: Request): string | null {
  if (reply.error !== null) return null
  const echo = echoOf(reply)
  if (echo.asked !== asked) return 'another question'
  if (echo.side !== reply.decision?.side) return 'another side'
  if (echo.given.includes(canary)) return 'somebody’s own'
  if (echo.side === 'legacy') return null
  if (!isOn) return 'a side that is switched off'
  if (echo.era < era) return 'from before it was switched off'
  return echo.version < version && reply.cached?.outcome !== 'spare' ? 'from before the data changed' : null
}

test(`of ${requests} mixed requests (seed ${seed}) none is answered wrongly`, async () => {
  const random = createRandom(seed)
  const shop = new MixedShop(random)
  const offered = new Map(operations.map(({ id }) => [id, { legacy: true, new: true }]))
  const path = compose([
    validate(createResolveContext(bundledMarkets)),
    decision(createGatherFacts(shop.flags, offered), () => null),
    fallback(() => false),
    cache(shop.answers),
    call(shop.sides, () => undefined),
  ])
  const shoppers = new Shoppers(random, shop)
  const wrong: string[] = []
  const seen = new Map<string, number>()

  async function visit(): Promise<void> {
    shop.step()
    const request = shoppers.request()
    const answering = path(request.exchange)
    shoppers.mayLeave(request)
    const reply = await answering
    shoppers.remember(reply)
    const what = wrongWith(reply, request)
    if (what !== null) wrong.push(`${what}: ${request.asked}`)
    for (const one of [reply.cached?.outcome ?? 'none', String(reply.error?.code ?? reply.status)]) {
      seen.set(one, (seen.get(one) ?? 0) + 1)
    }
  }

  for (let done = 0; done < requests; done += atOnce) await Promise.all(Array.from({ length: atOnce }, visit))
  shop.answers.close()
  expect(wrong).toEqual([])
  const all = ['hit', 'stale', 'coalesced', 'miss', 'spare', '200', '304', 'not-found', 'shopper-gone']
  expect(all.filter((one) => (seen.get(one) ?? 0) < requests / 2_000)).toEqual([])
  if (process.env.CACHE_REQUESTS) console.info(Object.fromEntries(seen))
}, 600_000)

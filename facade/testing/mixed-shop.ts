// A shop of two sides that echo what they are asked, and everything that can change under a cache.
import { BanyanError } from '#contracts/errors.ts'
import { journeys } from '#contracts/operations.ts'
import type { Side as SideName } from '#contracts/sides.ts'
import { createMemoryFlagSource, type MemoryFlag } from '#flags/flag-source.memory.ts'
import { AnswerCache } from '../cache/answer-cache.ts'
import { followFlips } from '../cache/follow-flips.ts'
import { Warmer } from '../cache/warmer.ts'
import type { Decided, OperationInput } from '../exchange.ts'
import { createRandom } from '../random.ts'
import type { Body } from '../reply.ts'
import type { Side } from '../sides/side.ts'

/** What a side says: who it is, what it was asked, and as of when. */
export type Echo = {
  readonly side: SideName
  readonly asked: string
  /** Of the data. */
  readonly version: number
  /** Of the new side: raised by everything that makes what it said before unbelievable. */
  readonly era: number
  /** All that it was given and that is in no key. */
  readonly given: string
}

/** An operation, its input and its context as one text. */
export function askedText(id: string, input: OperationInput, context: object): string {
  const entries = Object.entries(input).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([id, entries, Object.entries(context)])
}

/** What happens, and when. */
export type Chance = {
  /** 0 ≤ i < below */
  integer(below: number): number
  chance(probability: number): boolean
  exponential(mean: number): number
}

export class MixedShop {
  now = 0
  version = 0
  /** Version of the last change that was told. */
  toldVersion = 0
  era = 0
  readonly answers = new AnswerCache({ bytes: 256 * 1024, now: () => this.now })
  readonly flags = createMemoryFlagSource()
  readonly sides: { readonly [S in SideName]: Side }
  readonly #random: Chance
  readonly #failing = { legacy: false, new: false }

  constructor(random: Chance) {
    this.#random = random
    this.sides = { legacy: this.#side('legacy'), new: this.#side('new') }
    const warmer = new Warmer({
      ...{ answers: this.answers, random: createRandom(), pauseMs: 0 },
      mayAsk: (_journey, side) => side === 'legacy' || this.isOn(),
    })
    followFlips(this.flags, this.answers, warmer)
  }

  isOn(): boolean {
    return this.flags.journey('catalog')?.enabled === true
  }

  /** Lets time pass, and something happen now and then. */
  step(): void {
    const random = this.#random
    this.now += random.exponential(40)
    if (random.chance(0.004)) this.version += 1
    if (random.chance(0.004)) this.#tell()
    if (random.chance(0.004)) this.#flip()
    if (random.chance(0.01)) this.#failing.new = random.chance(0.4)
    if (random.chance(0.01)) this.#failing.legacy = random.chance(0.2)
  }

  #tell(): void {
    this.toldVersion = this.version
    this.answers.changed(({ side }) => side === 'new')
  }

  #flip(): void {
    const random = this.#random
    if (random.chance(0.5)) {
      this.#set({ percent: random.integer(101) })
      return
    }
    this.era += 1
    this.#set(random.chance(0.3) ? { groupId: `attempt:${this.era}` } : { enabled: !this.isOn() })
  }

  #set(change: Partial<MemoryFlag>): void {
    for (const journey of journeys) this.flags.set(journey, change)
  }

  #side(name: SideName): Side {
    return {
      call: async (exchange) => {
        const body = this.#answer(name, exchange)
        const ticks = this.#random.integer(6)
        for (let tick = 0; tick < ticks; tick++) await null
        if (this.#failing[name]) throw new BanyanError('upstream-failed')
        if (String(exchange.input.key ?? '').endsWith('7')) throw new BanyanError('not-found')
        return body
      },
      close: async () => undefined,
    }
  }

  /** As of the beginning of the call. */
  #answer(side: SideName, { operation, input, context, headers, visitor, query, client }: Decided): Body {
    const value: Echo = {
      ...{ side, asked: askedText(operation.id, input, context), version: this.version, era: this.era },
      given: JSON.stringify([headers, visitor, query, client]),
    }
    if (side === 'legacy') return { kind: 'json', value }
    return { kind: 'bytes', bytes: Buffer.from(JSON.stringify(value)), contentType: 'application/json' }
  }
}

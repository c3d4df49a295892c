import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FeatureSet, featureSchema } from './feature.ts'
import { createLastKnownGood, type LastKnownGood } from './last-known-good.ts'
import { emptyFolder } from './testing/sources.ts'

function setOf(percent: number): FeatureSet {
  const parameters = { groupId: 'catalog:1', rollout: String(percent), stickiness: 'userId' }
  const strategies = [{ name: 'flexibleRollout', parameters }]
  return {
    features: [featureSchema.parse({ name: 'banyan.catalog', enabled: true, strategies })],
    segments: [],
  }
}

const percentOf = (set: FeatureSet | null) => Number(set?.features[0]?.strategies[0]?.parameters.rollout)

describe('last-known-good', () => {
  let directory: string
  let told: string[]
  let store: LastKnownGood
  const current = () => join(directory, 'flags.last-known-good')
  const previous = () => `${current()}.previous`
  const open = () => createLastKnownGood(directory, (_part, error) => told.push(String(error)))
  const written = async (...percents: readonly number[]) => {
    for (const percent of percents) {
      store.write(setOf(percent))
      await store.settled()
    }
  }
  beforeEach(() => {
    directory = emptyFolder()
    told = []
    store = open()
  })
  afterEach(() => store.close())

  it('knows nothing at first, and complains of nothing', () => {
    expect(store.read()).toBeNull()
    expect(told).toEqual([])
  })

  it('gives back what was written, to another process too', async () => {
    await written(30)
    expect(open().read()).toEqual(setOf(30))
    expect(told).toEqual([])
  })

  it('makes its folder', async () => {
    rmSync(directory, { recursive: true })
    await written(30)
    expect(percentOf(store.read())).toBe(30)
  })

  it('never writes a set without flags', async () => {
    await written(30)
    store.write({ features: [], segments: [] })
    await store.settled()
    expect(percentOf(store.read())).toBe(30)
  })

  const damages: readonly [string, (text: string) => string][] = [
    ['torn', (text) => text.slice(0, text.length / 2)],
    ['torn in its first line', (text) => text.slice(0, 20)],
    ['empty', () => ''],
    ['garbage', () => '\u0000\u0001 not ours {"features":[]}'],
    ['changed by one byte', (text) => text.replace('"30"', '"31"')],
    ['of zeros, as a power failure leaves it', (text) => '\u0000'.repeat(text.length)],
  ]
  it.each(damages)('serves the previous generation where the newest is %s', async (_, damage) => {
    await written(20, 30)
    writeFileSync(current(), damage(readFileSync(current(), 'utf8')))
    expect(percentOf(open().read())).toBe(20)
    expect(told).toHaveLength(1)
  })

  it.each(damages)('serves nothing where both generations are %s', async (_, damage) => {
    await written(20, 30)
    writeFileSync(current(), damage(readFileSync(current(), 'utf8')))
    writeFileSync(previous(), damage(readFileSync(previous(), 'utf8').replace('"20"', '"30"')))
    expect(open().read()).toBeNull()
  })

  it('does not make a damaged generation the previous one', async () => {
    await written(20, 30)
    writeFileSync(current(), 'garbage')
    await written(40)
    writeFileSync(current(), 'garbage')
    expect(percentOf(open().read())).toBe(20)
  })

  it('does not believe a well-kept file without a journey’s flag', async () => {
    store.write({ ...setOf(1), features: [featureSchema.parse({ name: 'x', enabled: true })] })
    await store.settled()
    expect(open().read()).toBeNull()
  })

  it('writes the newest of many that wait', async () => {
    for (let percent = 0; percent <= 50; percent++) store.write(setOf(percent))
    await store.settled()
    expect(percentOf(store.read())).toBe(50)
  })

  it('leaves no temporary file, and clears away those of processes that were killed', async () => {
    const left = join(directory, 'flags.last-known-good.1-ab.tmp')
    writeFileSync(left, 'half')
    utimesSync(left, 1, 1)
    await written(30)
    expect(readdirSync(directory)).toEqual(['flags.last-known-good'])
  })

  it('says that it cannot write, and neither throws nor forgets', async () => {
    rmSync(directory, { recursive: true })
    writeFileSync(directory, 'a file where the folder should be')
    await written(30)
    expect(told).toHaveLength(1)
    rmSync(directory)
    mkdirSync(directory)
    await written(31)
    expect(existsSync(current())).toBe(true)
    expect(percentOf(store.read())).toBe(31)
    expect(told).toHaveLength(1)
  })

  it('is shared by several writers without a moment that a reader would see nothing', async () => {
    await written(1)
    const writers = Array.from({ length: 4 }, open)
    const reader = open()
    for (let round = 0; round < 25; round++) {
      for (const [n, writer] of writers.entries()) writer.write(setOf(n + 1))
      while (
        !(await Promise.race([
          Promise.all(writers.map((writer) => writer.settled())).then(() => true),
          new Promise<boolean>((resolve) => setImmediate(resolve, false)),
        ]))
      ) {
        expect(percentOf(reader.read())).toBeGreaterThan(0)
      }
    }
    expect(told).toEqual([])
  })
})

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Journey, journeys } from '#contracts/operations.ts'
import type { FlagSource } from './flag-source.ts'
import { journeyFeature } from './testing/journey-feature.ts'
import { startFlags } from './testing/running-flags.ts'
import { type Conduct, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts'
import { emptyFolder, openSource } from './testing/sources.ts'
import { seen, until } from './testing/until.ts'
import { newVisitors, visitors } from './testing/visitors.ts'

const people = visitors(2_000)
const nowhere = 'http://127.0.0.1:9/api'

const features = (percent: number) => journeys.map((journey) => journeyFeature(journey, percent))

function split(source: FlagSource): readonly (readonly [Journey, ReadonlySet<string>])[] {
  return journeys.map((journey) => [journey, newVisitors(source, journey, people)] as const)
}

describe('a flag server that is ill moves nobody, and is followed again when it is well', () => {
  let server: ScriptedServer
  let source: FlagSource
  const told: unknown[] = []
  beforeEach(async () => {
    told.length = 0
    server = await startScriptedServer('streamed')
    server.setFeatures(features(50))
    source = await openSource({
      url: server.url,
      refreshIntervalMs: 50,
      silenceMs: 240,
      freshMs: 300,
      degraded: (_part, error) => told.push(error),
    })
  })
  afterEach(async () => {
    await source.close()
    await server.stop()
  })
  const recovers = async () => {
    server.setFeatures(features(60))
    await seen(source, () => journeys.every((journey) => source.journey(journey)?.percent === 60))
  }

  const ills: readonly Conduct[] = [
    'silent',
    'failing',
    'refusing tokens',
    'web page',
    'broken stream',
    'empty',
    'without journeys',
    'malformed',
  ]
  for (const ill of ills) {
    it(`${ill}`, async () => {
      const before = split(source)
      expect(before.every(([, on]) => on.size > 0)).toBe(true)
      server.behave(ill)
      await until(() => server.requests() >= 3)
      expect(split(source)).toEqual(before)
      expect(source.status().origin).toBe('live')
      server.behave('streamed')
      await recovers()
    })
  }

  it('gone, and back at the same place', async () => {
    const before = split(source)
    await server.leave()
    await until(() => !source.status().connected)
    expect(split(source)).toEqual(before)
    await server.comeBack()
    await recovers()
    expect(source.status().connected).toBe(true)
  })

  it('is reported once per trouble, not once per answer', async () => {
    server.behave('empty')
    await until(() => server.requests() >= 4)
    expect(told).toHaveLength(1)
    expect(String(told[0])).toContain('no flag of a journey')
  })
})

describe('a server without streaming is polled', () => {
  it('sees changes, and says so', async () => {
    const server = await startScriptedServer('polled')
    server.setFeatures(features(10))
    const source = await openSource({ url: server.url, refreshIntervalMs: 20 })
    expect(source.journey('catalog')?.percent).toBe(10)
    server.setFeatures(features(20))
    await seen(source, () => source.journey('catalog')?.percent === 20)
    expect(source.status()).toMatchObject({ origin: 'live', connected: true })
    await source.close()
    await server.stop()
  })

  it('is streamed again after it had none for a while', async () => {
    const server = await startScriptedServer('polled')
    server.setFeatures(features(10))
    const source = await openSource({ url: server.url, refreshIntervalMs: 20, silenceMs: 240, freshMs: 300 })
    server.behave('silent')
    await until(() => !source.status().connected)
    server.behave('streamed')
    server.setFeatures(features(20))
    await seen(source, () => source.journey('catalog')?.percent === 20)
    await source.close()
    await server.stop()
  })
})

describe('the server is away at start', () => {
  it('serves the split of the last-known-good', async () => {
    const flags = await startFlags()
    const directory = emptyFolder()
    const first = await openSource({ url: flags.server.url, directory })
    const { version } = await flags.admin.setPercent('catalog', 40, { actor: 'a', reason: 'r' })
    await seen(first, () => first.journey('catalog')?.version === version)
    const before = split(first)
    await first.close()
    await flags.stop()

    const second = await openSource({ url: flags.server.url, directory, firstAnswerMs: 50 })
    expect(second.status()).toEqual({ origin: 'last-known-good', connected: false, lastSeenAt: null })
    expect(split(second)).toEqual(before)
    expect(second.journey('catalog')).toMatchObject({ percent: 40, version })
    await second.close()
  })

  it('serves legacy to everybody where there is no last-known-good', async () => {
    const source = await openSource({ url: nowhere, firstAnswerMs: 50 })
    expect(source.status()).toEqual({ origin: 'none', connected: false, lastSeenAt: null })
    for (const journey of journeys) expect(source.journey(journey)).toBeNull()
    expect(split(source).every(([, on]) => on.size === 0)).toBe(true)
    await source.close()
  })

  it('follows the server once it comes', async () => {
    const server = await startScriptedServer('streamed')
    server.setFeatures(features(50))
    await server.leave()
    const source = await openSource({ url: server.url, firstAnswerMs: 20, silenceMs: 240 })
    expect(source.status().origin).toBe('none')
    await server.comeBack()
    await seen(source, () => source.journey('catalog')?.percent === 50)
    expect(source.status()).toMatchObject({ origin: 'live', connected: true })
    await source.close()
    await server.stop()
  })
})

describe('the last-known-good cannot be written', () => {
  it('serves all the same, and says so', async () => {
    const flags = await startFlags()
    const directory = emptyFolder()
    rmSync(directory, { recursive: true })
    writeFileSync(directory, 'a file where a folder should be')
    const told: string[] = []
    const source = await openSource({
      url: flags.server.url,
      directory: join(directory, 'flags'),
      degraded: (part) => told.push(part),
    })
    await until(() => told.length > 0)
    expect(new Set(told)).toEqual(new Set(['flags last-known-good']))
    expect(source.status()).toMatchObject({ origin: 'live', connected: true })
    const { version } = await flags.admin.setPercent('catalog', 40, { actor: 'a', reason: 'r' })
    await seen(source, () => source.journey('catalog')?.version === version)
    await source.close()
    await flags.stop()
  })
})

import { once } from 'node:events'
import { InMemStorageProvider, Unleash } from 'unleash-client'
import type { Journey } from '#contracts/operations.ts'
import { flagName, type Subject } from '../flag-source.ts'

export type PlainUnleash = {
  isNew(journey: Journey, subject: Subject): boolean
  readonly client: Unleash
  close(): void
}

/**
 * Unleash's client as anybody would set it up, with nothing of ours: what it says is Unleash's own
 * evaluation.
 */
export async function plainUnleash(
  url: string,
  token: string,
  mode: 'polling' | 'streaming' = 'polling',
): Promise<PlainUnleash> {
  const client = new Unleash({
    url,
    appName: 'plain',
    customHeaders: { authorization: token },
    refreshInterval: 200,
    disableMetrics: true,
    skipInstanceCountWarning: true,
    storageProvider: new InMemStorageProvider(),
    experimentalMode: mode === 'streaming' ? { type: 'streaming' } : { type: 'polling', format: 'full' },
  })
  client.on('error', () => undefined)
  await once(client, 'synchronized')
  return {
    client,
    isNew: (journey, { visitorId, ...properties }) =>
      client.isEnabled(flagName(journey), { userId: visitorId, properties }),
    close: () => client.destroy(),
  }
}

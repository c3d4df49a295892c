// A real Kafka broker for tests, where the machine has Java and Maven.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installKafka } from '../kafka/install-kafka.ts'
import { type KafkaBroker, startKafkaBroker } from '../kafka/kafka-broker.ts'
import { freePort } from './free-port.ts'

/** A broker that can be stopped and started again with what it had stored; `destroy` ends and removes it. */
export type RealKafka = {
  readonly brokers: readonly string[]
  /** The broker that runs now. */
  broker(): KafkaBroker
  restart(): Promise<void>
  destroy(): Promise<void>
}

/** How to start a broker, or why there is none here: then say so, do not pass in silence. */
export async function findRealKafka(): Promise<
  { readonly start: () => Promise<RealKafka> } | { readonly missing: string }
> {
  const installed = await installKafka()
  if ('missing' in installed) return installed
  return {
    start: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'banyan-kafka-'))
      const options = {
        jars: installed.jars,
        dataDirectory: folder,
        port: await freePort(),
        controllerPort: await freePort(),
      }
      let broker = await startKafkaBroker(options)
      return {
        brokers: broker.brokers,
        broker: () => broker,
        restart: async () => {
          broker = await startKafkaBroker(options)
        },
        destroy: async () => {
          await broker.stop('SIGKILL')
          rmSync(folder, { recursive: true, force: true })
        },
      }
    },
  }
}

// A real Apache Kafka broker of our own: KRaft combined mode, one node, on 127.0.0.1.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'

const run = promisify(execFile)

export type KafkaBrokerOptions = {
  /** Folder with Kafka's jars: see `installKafka`. */
  readonly jars: string
  /** Kept between starts; made when missing. */
  readonly dataDirectory: string
  readonly port: number
  readonly controllerPort: number
}

export type KafkaBroker = {
  readonly pid: number
  /** For `KAFKA_BROKERS`. */
  readonly brokers: readonly [string]
  /** Resolves when it has gone, also when it went by itself. */
  readonly exited: Promise<void>
  /** Stops in order; `SIGKILL` stops at once. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts a broker and waits until it answers. */
export async function startKafkaBroker(options: KafkaBrokerOptions): Promise<KafkaBroker> {
  const { dataDirectory, port } = options
  mkdirSync(dataDirectory, { recursive: true })
  const settings = join(dataDirectory, 'server.properties')
  writeFileSync(settings, serverProperties(options))
  if (!existsSync(join(dataDirectory, 'data'))) await format(options, settings)
  const output = join(dataDirectory, 'broker.log')
  const child = launch(options, settings, output)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const brokers = [`127.0.0.1:${port}`] as const
  await untilItAnswers(brokers, child, output)
  return {
    pid: child.pid ?? 0,
    brokers,
    exited,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      await exited
    },
  }
}

function serverProperties({ dataDirectory, port, controllerPort }: KafkaBrokerOptions): string {
  const oneNode = [
    'offsets.topic.num.partitions=1',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
  ]
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    'controller.listener.names=CONTROLLER',
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    `log.dirs=${join(dataDirectory, 'data')}`,
    'auto.create.topics.enable=false',
    ...oneNode,
    '',
  ].join('\n')
}

const memory = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

function java({ jars }: KafkaBrokerOptions, mainClass: string, more: readonly string[]): string[] {
  const logging = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'
  return [...memory, logging, '-cp', join(jars, '*'), mainClass, ...more]
}

async function format(options: KafkaBrokerOptions, settings: string): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url')
  await run('java', java(options, 'kafka.tools.StorageTool', ['format', '-t', clusterId, '-c', settings]))
}

function launch(options: KafkaBrokerOptions, settings: string, output: string): ChildProcess {
  const file = openSync(output, 'a')
  try {
    return spawn('java', java(options, 'kafka.Kafka', [settings]), { stdio: ['ignore', file, file] })
  } finally {
    closeSync(file)
  }
}

async function untilItAnswers(brokers: readonly string[], child: ChildProcess, output: string) {
  const kafka = new Kafka({ brokers: [...brokers], retry: { retries: 0 }, logLevel: logLevel.NOTHING })
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      child.kill('SIGKILL')
      throw new Error(`Kafka did not start:\n${readFileSync(output, 'utf8').slice(-2_000)}`)
    }
    const admin = kafka.admin()
    try {
      await admin.connect()
      await admin.describeCluster()
      return
    } catch {
      await pause(100)
    } finally {
      await admin.disconnect().catch(() => undefined)
    }
  }
}

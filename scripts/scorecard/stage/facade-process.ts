// A façade as its own process, with all that rows want to know of it.
import { openSync, readFileSync } from 'node:fs'
import { type BenchProcess, type Placement, startProcess } from '../../bench/bench-process.ts'
import { type Samples, samplesOf } from './metric-samples.ts'

export type Environment = { readonly [name: string]: string }

export type FacadeProcess = {
  readonly url: string
  readonly port: number
  readonly operationsUrl: string
  readonly pid: number
  readonly child: BenchProcess['child']
  /** False as soon as it has ended by itself. */
  alive(): boolean
  /** What it has written so far. */
  log(): string
  metrics(): Promise<Samples>
  /** JSON of its operations port, with the operator's token. */
  operations(path: string): Promise<{ readonly status: number; readonly body: unknown }>
  stop(): Promise<void>
}

export type FacadeStart = {
  /** `facade/parent.ts` for several workers. */
  readonly script: 'facade/main.ts' | 'facade/parent.ts'
  readonly environment: Environment
  readonly place: Placement | null
  readonly logFile: string
}

/** Starts one and waits until it is ready. */
export async function startFacadeProcess(start: FacadeStart): Promise<FacadeProcess> {
  const { script, environment, place, logFile } = start
  const process = await startProcess({
    script,
    cores: place?.measured ?? null,
    log: openSync(logFile, 'a'),
    environment,
  })
  const { child } = process
  const ended = () => child.exitCode !== null || child.signalCode !== null
  const operationsUrl = `http://127.0.0.1:${environment.OPERATIONS_PORT}`
  return {
    url: `http://127.0.0.1:${environment.FACADE_PORT}`,
    port: Number(environment.FACADE_PORT),
    operationsUrl,
    pid: process.pid,
    child,
    alive: () => !ended(),
    log: () => readFileSync(logFile, 'utf8'),
    metrics: async () => samplesOf(await (await fetch(`${operationsUrl}/metrics`)).text()),
    operations: async (path) => {
      const headers = { authorization: `Bearer ${environment.OPERATOR_TOKEN}` }
      const answer = await fetch(operationsUrl + path, { headers })
      return { status: answer.status, body: await answer.json() }
    },
    stop: async () => {
      if (!ended()) await process.stop()
    },
  }
}

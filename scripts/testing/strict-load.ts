// Clients that count every failure: none of them tries again, as a library or a browser would.
import { Agent, get } from 'node:http'

export type StrictLoad = {
  /** Answers so far. */
  readonly ok: number
  /** What went wrong, one line each; bounded. */
  readonly failures: readonly string[]
  readonly failed: number
  /** Ends after the requests that run. */
  stop(): Promise<void>
}

export type StrictLoadOptions = {
  readonly url: string
  /** Each with one connection that it keeps as long as it may. */
  readonly keepAlive: number
  /** Each with a new connection for every request. */
  readonly fresh: number
  readonly headers?: { readonly [name: string]: string }
  /** Between two requests of a client, by its number; 0: none. */
  readonly pauseMs?: (client: number) => number
}

const patienceMs = 30_000
const kept = 50

/** Clients ask again and again, one request after the other each, until they are stopped. */
export function startStrictLoad(options: StrictLoadOptions): StrictLoad {
  const { keepAlive, fresh, pauseMs = () => 0 } = options
  const failures: string[] = []
  const count = { ok: 0, failed: 0 }
  let isStopped = false
  async function client(number: number): Promise<void> {
    const agent = new Agent({ keepAlive: number < keepAlive, maxSockets: 1 })
    while (!isStopped) {
      const failure = await ask(options, agent)
      if (failure === null) count.ok += 1
      else {
        count.failed += 1
        if (failures.length < kept) failures.push(`client ${number}: ${failure}`)
      }
      if (pauseMs(number) > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs(number)))
    }
    agent.destroy()
  }
  const clients = Promise.all(Array.from({ length: keepAlive + fresh }, (_, number) => client(number)))
  return {
    get ok() {
      return count.ok
    },
    get failed() {
      return count.failed
    },
    failures,
    stop: async () => {
      isStopped = true
      await clients
    },
  }
}

/** Null when all is well, else what is not. */
function ask({ url, headers = {} }: StrictLoadOptions, agent: Agent): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get(url, { agent, headers, timeout: patienceMs }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('error', (error) => resolve(`in the body: ${error.message}`))
      answer.on('end', () => {
        if (answer.statusCode !== 200) resolve(`status ${answer.statusCode}`)
        else resolve(bytes === 0 ? 'no body' : null)
      })
    })
    request.on('timeout', () => request.destroy(new Error('no answer')))
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve(`${error.code ?? ''} ${error.message}${request.reusedSocket ? ' (kept connection)' : ''}`),
    )
  })
}

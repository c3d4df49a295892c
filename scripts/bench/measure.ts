// Interleaved rounds: everybody gets each round's weather, and medians forget the worst of it.
import type { BenchProcess } from './bench-process.ts'
import type { Contender } from './contenders.ts'
import { cpuSeconds } from './cpu-time.ts'
import type { LoadOrder, LoadResult } from './load-order.ts'
import { type Round, type Row, rowOf } from './ratios.ts'

export type MeasureOptions = {
  readonly load: BenchProcess
  readonly connections: number
  readonly seconds: number
  readonly rounds: number
  readonly visitorSecret: string
  say(text: string): void
}

const warmUpSeconds = 2

/** Loads each contender for a while, round by round; rows come in the order of the contenders. */
export async function measure(contenders: readonly Contender[], options: MeasureOptions): Promise<Row[]> {
  for (const contender of contenders) {
    await contender.prepare()
    await checkAnswer(contender)
    await stretch(contender, Math.min(warmUpSeconds, options.seconds), options)
  }
  const rounds = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]))
  for (let round = 1; round <= options.rounds; round++) {
    for (const contender of contenders) {
      await contender.prepare()
      const result = await stretch(contender, options.seconds, options)
      rounds.get(contender)?.push(result)
      const rate = Math.round(result.requestsPerSecond)
      options.say(`round ${round} of ${options.rounds}: ${contender.title}: ${rate} requests/s`)
    }
  }
  return [...rounds].map(([contender, measured]) => rowOf(contender.id, contender.title, measured))
}

/** A contender that answers something else must not win. @throws Error */
async function checkAnswer(contender: Contender): Promise<void> {
  const { url, body } = contender
  const answer = await fetch(url, body === null ? {} : { method: 'POST', body, headers: json })
  const text = await answer.text()
  if (answer.status !== 200 || !text.includes('"field-notebook"')) {
    throw new Error(`${contender.title} answers ${answer.status}: ${text.slice(0, 300)}`)
  }
}

const json = { 'content-type': 'application/json' }

async function stretch(contender: Contender, seconds: number, options: MeasureOptions): Promise<Round> {
  const before = cpuSeconds(contender.pid)
  const begun = performance.now()
  const result = await order(options.load, {
    ...{ url: contender.url, body: contender.body, crowd: contender.crowd },
    ...{ connections: options.connections, seconds, visitorSecret: options.visitorSecret },
    headers: contender.body === null ? {} : json,
  })
  const after = cpuSeconds(contender.pid)
  const elapsed = (performance.now() - begun) / 1_000
  return { ...result, busy: before === null || after === null ? null : (after - before) / elapsed }
}

function order(load: BenchProcess, what: LoadOrder): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('the load generator ended'))
    load.child.once('exit', onExit)
    load.child.once('message', (result) => {
      load.child.off('exit', onExit)
      resolve(result as LoadResult)
    })
    load.child.send(what)
  })
}

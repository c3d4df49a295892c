// Who is measured: each a process of its own on the measured core, each moving the same product.
import { randomBytes } from 'node:crypto'
import { type BenchProcess, type Placement, startProcess } from './bench-process.ts'
import { type FacadeUnderTest, startFacadeUnderTest } from './facade-under-test.ts'
import { sampleProductPath } from './sample-product.ts'

export const caseIds = ['bare', 'proxy', 'axios', 'new', 'crowd', 'legacy', 'passthrough'] as const
export type CaseId = (typeof caseIds)[number]

export type Contender = {
  readonly id: CaseId
  readonly title: string
  readonly url: string
  readonly pid: number
  /** Sent as POST when there is one. */
  readonly body: string | null
  readonly crowd: boolean
  /** Before each stretch of load. */
  prepare(): Promise<void>
}

export type Contenders = {
  readonly list: readonly Contender[]
  readonly visitorSecret: string
  stop(): Promise<void>
}

const peers: {
  readonly [Id in 'bare' | 'proxy' | 'axios']: { readonly title: string; readonly script: string }
} = {
  bare: { title: 'bare node:http + undici relay', script: 'bare-relay' },
  proxy: { title: 'http-proxy-middleware on Express 5', script: 'proxy-middleware' },
  axios: { title: 'Express 5 + axios by hand (parse, map, send)', script: 'express-axios' },
}

const nothing = () => Promise.resolve()
const graphql = JSON.stringify({ query: 'query { product(slug: "field-notebook") { id name } }' })

type Upstreams = { readonly product: string; readonly suite: string }

/** Starts the upstreams and everybody who is asked for. */
export async function startContenders(
  wanted: ReadonlySet<CaseId>,
  place: Placement | null,
): Promise<Contenders> {
  const started: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of started.toReversed()) await end()
  }
  const launch = async (script: string, cores: string | null, environment = {}) => {
    const path = `scripts/bench/processes/${script}.ts`
    const process = await startProcess({ script: path, cores, environment })
    started.push(process.stop)
    return { ...process, url: `http://127.0.0.1:${(process.first as { port: number }).port}` }
  }
  const visitorSecret = randomBytes(24).toString('base64url')
  try {
    const upstreams: Upstreams = {
      product: (await launch('upstream', null)).url,
      suite: (await launch('suite-stand-in', null)).url,
    }
    const list: Contender[] = []
    for (const id of ['bare', 'proxy', 'axios'] as const) {
      if (!wanted.has(id)) continue
      const peer = await launch(peers[id].script, place?.measured ?? null, { UPSTREAM: upstreams.product })
      list.push(peerOf(id, peer))
    }
    if (['new', 'crowd', 'legacy', 'passthrough'].some((id) => wanted.has(id as CaseId))) {
      const facade = await startFacadeUnderTest({
        newUrl: upstreams.product,
        legacyUrl: upstreams.suite,
        visitorSecret,
        place,
      })
      started.push(facade.stop)
      list.push(...facadeCases(facade).filter(({ id }) => wanted.has(id)))
    }
    return { list, visitorSecret, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function peerOf(id: 'bare' | 'proxy' | 'axios', peer: BenchProcess & { readonly url: string }): Contender {
  const url = `${peer.url}${sampleProductPath}`
  return { id, title: peers[id].title, url, pid: peer.pid, body: null, crowd: false, prepare: nothing }
}

function facadeCases(facade: FacadeUnderTest): Contender[] {
  const url = `${facade.url}${sampleProductPath}`
  const common = { url, pid: facade.pid, body: null, crowd: false }
  const toNew = () => facade.sendTo('new')
  return [
    { ...common, id: 'new', title: 'Banyan, new side, whole path', prepare: toNew },
    { ...common, id: 'crowd', title: 'Banyan, new side, 32,000 visitors', crowd: true, prepare: toNew },
    {
      ...common,
      ...{ id: 'legacy', title: 'Banyan, legacy side through the adapter (suite: a stand-in)' },
      prepare: () => facade.sendTo('legacy'),
    },
    {
      ...common,
      ...{ id: 'passthrough', title: 'Banyan, passthrough of the suite’s API (suite: a stand-in)' },
      ...{ url: `${facade.url}/shop-api`, body: graphql, prepare: nothing },
    },
  ]
}

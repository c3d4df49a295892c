// An upstream on real sockets that answers well, but for requests that name a fault: then as that fault says.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { listen } from '#contracts/process/listen.ts'
import { heldByPeer } from './held-connections.ts'
import { productJson, suggestionsJson, suiteJson } from './toy-answers.ts'

export type ToyKind = 'services' | 'suite'

/** A request as the toy sees it, with the good answer's body at hand. */
export type Asked = { readonly socket: Socket; readonly good: string }
export type Misbehave = {
  /** On the bare connection, which is no good afterwards. */
  readonly onSocket?: (asked: Asked) => void
  /** Another body in an answer that is otherwise well. */
  readonly body?: (good: string) => string
}

export type ToyUpstream = {
  readonly port: number
  /** Requests so far whose target or body holds a text. */
  requestsWith(text: string): number
  /** Requests so far. */
  requests(): number
  /** Connections that a fault has spoilt and that the façade still holds. */
  spoiltConnections(): number
  /** From now on good answers take so long, milliseconds. */
  delay(ms: number): void
  /** From now on every request gets this; null: as it asks. */
  alwaysDoes(fault: Misbehave | null): void
  /** The connection on which a request with this text got a fault carried another request since. */
  reusedAfter(text: string): boolean
  /** Nobody listens any more, and every connection is cut. */
  leave(): Promise<void>
  /** Listens again on its port, on another loopback address where one is given. */
  comeBack(host?: string): Promise<void>
}

/** A request names a fault and the upstreams that have it: `f-<fault>-<services|suite|both>-…`. */
export const faultMark = /f-([a-z0-9-]+?)-(services|suite|both)-\d+/

/** Starts one; `misbehave` is asked for the fault that a request names. */
export async function startToy(
  kind: ToyKind,
  misbehave: (fault: string) => Misbehave | undefined,
): Promise<ToyUpstream> {
  const sockets = new Set<Socket>()
  const seen: string[] = []
  const spoilt = new Map<Socket, string>()
  const reused: string[] = []
  let delayMs = 0
  let mood: Misbehave | null = null
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const { socket } = req
    const body = await text(req)
    const asked = `${req.url} ${body}`
    seen.push(asked)
    const before = spoilt.get(socket)
    if (before !== undefined) {
      reused.push(before)
      socket.destroy()
      return
    }
    const good = goodAnswer(kind, req.url ?? '', body)
    const [, fault = '', where = ''] = faultMark.exec(decodeURIComponent(asked)) ?? []
    const does = mood ?? (where === kind || where === 'both' ? misbehave(fault) : undefined)
    if (does?.onSocket) {
      spoilt.set(socket, asked)
      does.onSocket({ socket, good })
    } else {
      if (delayMs > 0) await pause(delayMs)
      send(res, does?.body ? does.body(good) : good)
    }
  }
  let server: Server
  const open = async (port: number, host?: string) => {
    server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
      answer(req, res).catch(() => req.socket.destroy())
    })
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket) && spoilt.delete(socket)).on('error', () => undefined)
    })
    return listen(server, port, host)
  }
  const port = await open(0)
  return {
    port,
    requests: () => seen.length,
    spoiltConnections: () => heldByPeer([...spoilt.keys()]).length,
    delay: (ms) => {
      delayMs = ms
    },
    alwaysDoes: (fault) => {
      mood = fault
    },
    reusedAfter: (part) => reused.some((one) => one.includes(part)),
    requestsWith: (part) => seen.filter((one) => one.includes(part)).length,
    leave: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    comeBack: async (host) => void (await open(port, host)),
  }
}

function send(res: ServerResponse, body: string): void {
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  res.end(body)
}

function goodAnswer(kind: ToyKind, target: string, body: string): string {
  const url = new URL(target, 'http://toy')
  if (kind === 'suite') return suiteJson(asked(body))
  if (url.pathname.startsWith('/v1/suggest')) return suggestionsJson(url.searchParams.get('q') ?? '')
  return productJson(decodeURIComponent(url.pathname.split('/').at(-1) ?? ''))
}

function asked(body: string): { query: string; variables: { [name: string]: unknown } } {
  try {
    const { query = '', variables = {} } = JSON.parse(body)
    return { query: String(query), variables }
  } catch {
    return { query: '', variables: {} }
  }
}

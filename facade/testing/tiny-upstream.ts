// A server on a port of its own that answers as a test tells it, byte by byte if need be.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { listen } from '#contracts/process/listen.ts'

export type Answer = (req: IncomingMessage, res: ServerResponse) => void

export type TinyUpstream = {
  readonly url: string
  readonly port: number
  /** Requests so far. */
  readonly requests: readonly IncomingMessage[]
  answer: Answer
  /** Connections that are open now. */
  connections(): number
  /** Stops at once; an earlier port can be taken again with `startTinyUpstream`. */
  stop(): Promise<void>
}

/** Answers with JSON. */
export function json(value: unknown, status = 200, contentType = 'application/json'): Answer {
  return (_req, res) => {
    const body = typeof value === 'string' ? value : JSON.stringify(value)
    res.writeHead(status, { 'content-type': contentType }).end(body)
  }
}

/** Takes the request and says nothing. */
export const silence: Answer = () => undefined

/** Writes raw bytes and closes. */
export function raw(text: string): Answer {
  return (_req, res) => void res.socket?.end(text)
}

/** Breaks the connection without a word. */
export const reset: Answer = (_req, res) => void res.socket?.resetAndDestroy()

export async function startTinyUpstream(answer: Answer, port = 0): Promise<TinyUpstream> {
  const requests: IncomingMessage[] = []
  const sockets = new Set<Socket>()
  const server = createServer((req, res) => {
    requests.push(req)
    upstream.answer(req, res)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  const taken = await listen(server, port)
  const upstream: TinyUpstream = {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    requests,
    answer,
    connections: () => sockets.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return upstream
}

// A suite made of raw bytes, so that it can fail in every way, and the front before it.
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server as NetServer, type Socket } from 'node:net'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createFront, type FrontOptions } from '../front/front.ts'

export type RawSuite = {
  readonly port: number
  readonly server: NetServer
  /** Those that are open. */
  readonly sockets: Set<Socket>
  /** Heads of requests that came. */
  requests: number
}

/** An answer that is as it should be. */
export const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

const cleanUp: (() => Promise<void>)[] = []

/** For `afterEach`: ends all that was started here. */
export async function endRawSuites(): Promise<void> {
  for (const end of cleanUp.splice(0)) await end()
}

/** A suite that does as told with each request's head. */
export async function suiteThat(
  does: (socket: Socket, suite: RawSuite) => void,
  host = '127.0.0.1',
  port = 0,
): Promise<RawSuite> {
  const server = createServer((socket) => {
    suite.sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => suite.sockets.delete(socket))
    socket.on('data', (chunk) => {
      // Not what is only more of a body.
      if (!/^[A-Z]+ \/.* HTTP\/1\.1\r\n/.test(chunk.toString('latin1'))) return
      suite.requests += 1
      does(socket, suite)
    })
  })
  const suite: RawSuite = {
    ...{ port: await listen(server, port, host), requests: 0, sockets: new Set(), server },
  }
  cleanUp.push(async () => {
    for (const socket of suite.sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return suite
}

/** Resolves when the suite has no connection any more. */
export async function allClosed({ sockets }: RawSuite): Promise<void> {
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))))
}

type Around = Pick<FrontOptions, 'limits' | 'lookup'>

/** A server with nothing but the front; the address of the suite's API on it. */
export async function frontFor(suite: number | string, around: Around = {}): Promise<string> {
  const front = createFront({
    passthrough: [{ prefix: '/shop-api' }],
    legacyUrl: typeof suite === 'string' ? suite : `http://127.0.0.1:${suite}`,
    registry: new Registry(),
    log: silentLog,
    ...around,
  })
  const server = createHttpServer(front)
  cleanUp.push(async () => {
    front.close()
    await closeServer(server, 0)
  })
  return `http://127.0.0.1:${await listen(server, 0)}/shop-api`
}

/** That an answer is the problem document of that code. */
export async function expectProblem(answer: Response, status: number, code: string): Promise<void> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await answer.json()).toMatchObject({ status, code, type: `/problems/${code}` })
  expect(answer.status).toBe(status)
}

// Contender: the least that a relay can do. Node's server, undici's pool at its lowest level, bytes through;
// no routing, no time-outs, no errors, no log.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type Dispatcher, Pool } from 'undici'
import { listen } from '#contracts/process/listen.ts'

const pool = new Pool(process.env.UPSTREAM ?? '', { connections: 64 })

class Relay implements Dispatcher.DispatchHandler {
  readonly #res: ServerResponse
  constructor(res: ServerResponse) {
    this.#res = res
  }
  onRequestStart(): void {}
  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    const { 'content-type': type, 'content-length': length } = headers
    this.#res.writeHead(status, { 'content-type': type, 'content-length': length })
  }
  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#res.write(chunk)
  }
  onResponseEnd(): void {
    this.#res.end()
  }
  onResponseError(): void {
    this.#res.destroy()
  }
}

const server = createServer((req, res) => {
  pool.dispatch({ method: 'GET', path: req.url ?? '/' }, new Relay(res))
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: await listen(server, 0) })

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { createMemoryImportTarget, type MemoryImportTarget } from '../import/import-target.memory.ts'

/** The answer to a call, instead of the usual one. */
export type Instead = { readonly status: number; readonly body?: unknown } | 'cut' | 'never'

export type IngestionServer = {
  readonly url: string
  readonly target: MemoryImportTarget
  /** Sizes of the bodies that came, in bytes. */
  readonly sizes: number[]
  /** Answers the next calls, in this order. */
  readonly instead: Instead[]
  close(): Promise<void>
}

/**
 * A service's ingestion for tests, over a target in memory. @param largestBody bytes; more is answered with
 * 413
 */
export async function startIngestionServer(token: string, largestBody = Number.POSITIVE_INFINITY) {
  const target = createMemoryImportTarget()
  const sizes: number[] = []
  const instead: Instead[] = []
  const signal = new AbortController().signal

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await read(request)
    sizes.push(text.length)
    const other = instead.shift()
    if (other === 'never') return
    if (other === 'cut') return void request.socket.destroy()
    if (other) return reply(response, other.status, other.body)
    if (request.headers.authorization !== `Bearer ${token}`) return reply(response, 401)
    if (text.length > largestBody) return reply(response, 413)
    const body = JSON.parse(text)
    switch (`${request.method} ${request.url}`) {
      case 'PUT /internal/catalog/categories':
        await target.putCategories(body.trees, signal)
        return reply(response, 200, { received: body.trees.length })
      case 'POST /internal/catalog/products':
        await target.putProducts(body.generation, body.products, signal)
        return reply(response, 200, { received: body.products.length })
      case 'POST /internal/catalog/sweep':
        return reply(response, 200, { removed: await target.sweep(body.generation, signal) })
      default:
        return reply(response, 404)
    }
  }

  const server = createServer((request, response) => void answer(request, response))
  const port = await listen(server, 0)
  const close = () => closeServer(server, 0)
  return { url: `http://127.0.0.1:${port}`, target, sizes, instead, close } satisfies IngestionServer
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function reply(response: ServerResponse, status: number, body: unknown = {}): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

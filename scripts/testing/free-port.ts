import { createServer } from 'node:net'
import { listen } from '#contracts/process/listen.ts'

/** A port that is free now, below the ephemeral range so that no outgoing connection can take it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const server = createServer()
    try {
      await listen(server, port)
    } catch {
      continue
    }
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

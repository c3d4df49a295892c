import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { closeServer, listen } from '#contracts/process/listen.ts'

/** How a flag server may behave; `polled` and `streamed` are well. */
export type Conduct =
  | 'polled'
  | 'streamed'
  | 'silent'
  | 'failing'
  | 'refusing tokens'
  | 'web page'
  | 'broken stream'
  | 'empty'
  | 'without journeys'
  | 'malformed'

export type ScriptedServer = {
  readonly url: string
  /** Behaves so from now on; connections that are open are cut. */
  behave(conduct: Conduct): void
  /** What it answers while it is well. */
  setFeatures(features: readonly object[]): void
  /** Requests since the last call of `behave`. */
  requests(): number
  /** Nobody listens any more. */
  leave(): Promise<void>
  /** Listens again, where it was. */
  comeBack(): Promise<void>
  stop(): Promise<void>
}

/** A flag server that does what a test tells it, on a real socket. */
export async function startScriptedServer(conduct: Conduct): Promise<ScriptedServer> {
  const state = { conduct, features: [] as readonly object[], requests: 0 }
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    state.requests++
    reply(state, request.url ?? '', response)
  }
  let server: Server = createServer(answer)
  const port = await listen(server, 0)
  const leave = async () => {
    const gone = closeServer(server, 0)
    server.closeAllConnections()
    await gone
  }
  return {
    url: `http://127.0.0.1:${port}/api`,
    behave: (next) => {
      state.conduct = next
      state.requests = 0
      server.closeAllConnections()
    },
    setFeatures: (features) => {
      state.features = features
    },
    requests: () => state.requests,
    leave,
    comeBack: async () => {
      server = createServer(answer)
      await listen(server, port)
    },
    stop: leave,
  }
}

type State = { readonly conduct: Conduct; readonly features: readonly object[] }

function reply({ conduct, features }: State, url: string, response: ServerResponse): void {
  const streamed = url.endsWith('/client/streaming')
  switch (conduct) {
    case 'silent':
      return
    case 'failing':
      response.writeHead(500).end('{"oops":')
      return
    case 'refusing tokens':
      response.writeHead(401).end()
      return
    case 'web page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>')
      return
    case 'broken stream':
      stream(response, '{"events":[{"type":"hydration","features":[null]}')
      return
    case 'polled':
      if (streamed) response.writeHead(404).end()
      else response.end(JSON.stringify({ version: 2, features }))
      return
    case 'streamed':
      say(streamed, response, features)
      return
    case 'empty':
      say(streamed, response, [])
      return
    case 'without journeys':
      say(streamed, response, [{ name: 'somebody-elses', enabled: true, strategies: [] }])
      return
    case 'malformed':
      say(streamed, response, features.map(broken))
  }
}

function say(streamed: boolean, response: ServerResponse, features: readonly object[]): void {
  if (streamed) {
    const events = [{ type: 'hydration', eventId: 1, features, segments: [] }]
    stream(response, JSON.stringify({ events }))
  } else {
    response.end(JSON.stringify({ version: 2, features }))
  }
}

function stream(response: ServerResponse, data: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(`retry: 20\nevent: unleash-connected\ndata: ${data}\n\n`)
}

function broken(feature: object): object {
  return { ...feature, strategies: [{ name: 'flexibleRollout', parameters: { rollout: 'lots' } }] }
}

// Handshakes of WebSockets as bytes, for clients and suites made from sockets. Source: RFC 6455 §4.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'

/** The suite's consent. Source: RFC 6455 §4.2.2. */
export function accepted({ headers }: IncomingMessage, ...more: readonly string[]): string {
  const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const accept = createHash('sha1').update(key).digest('base64')
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  return [...lines, `Sec-WebSocket-Accept: ${accept}`, ...more, '', ''].join('\r\n')
}

/** A client's request, with more header lines. */
export function head(target = '/shop-api/live', ...more: readonly string[]): string {
  const lines = [
    'Host: shop.example',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
  ]
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  return [`GET ${target} HTTP/1.1`, ...lines, key, ...more, '', ''].join('\r\n')
}

/** A client that writes so. */
export function send(port: number, bytes: string): Socket {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
  return socket.on('error', () => undefined)
}

/** What comes back until a text is in it. */
export function heard(socket: Socket, until: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = ''
    socket.on('data', (chunk) => {
      all += chunk.toString('latin1')
      if (all.includes(until)) resolve(all)
    })
    socket.once('close', () => reject(new Error(`closed after ${JSON.stringify(all)}`)))
  })
}

export const closed = (socket: Socket) =>
  socket.closed ? Promise.resolve() : new Promise<void>((resolve) => socket.once('close', () => resolve()))

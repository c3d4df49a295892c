// A worker that answers with its process id, as a process: what is told of sockets needs no façade.
import { createServer } from 'node:http'
import { listenOn } from '../workers/listening.ts'
import type { ToWorker } from '../workers/messages.ts'
import { seatNumber } from '../workers/worker-seat.ts'

const number = seatNumber(process.argv)
if (number === null) throw new Error('is started by a test')

let isDraining = false
const server = createServer((req, res) => {
  if (req.url === '/never') return res.flushHeaders()
  if (isDraining) res.setHeader('connection', 'close')
  res.end(String(process.pid))
})
server.on('upgrade', (_req, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
const listening = await listenOn(server, number.fds, number.seat)

process.on('message', async (message: ToWorker) => {
  if (message.kind === 'cover') await listening.cover(message.seats)
  if (message.kind !== 'stop') return
  isDraining = true
  await listening.close(message)
  process.exit(0)
})
process.on('disconnect', () => process.exit(1))
process.send?.('ready')

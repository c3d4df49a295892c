// What stands behind every contender: the same bytes for every request, on bare sockets. A real HTTP server
// would cost more than the fastest contender and so, on a machine of two cores, be what is measured.
import { createServer } from 'node:net'
import { listen } from '#contracts/process/listen.ts'
import { sampleProductJson } from '../sample-product.ts'

const body = Buffer.from(sampleProductJson)
const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
const answer = Buffer.concat([Buffer.from(head), body])
const endOfHead = Buffer.from('\r\n\r\n')

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  // Requests come without body and one at a time on each connection.
  socket.on('data', (chunk) => {
    if (chunk.subarray(-4).equals(endOfHead)) socket.write(answer)
  })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: await listen(server, 0) })

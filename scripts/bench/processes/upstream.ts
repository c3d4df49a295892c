// What stands behind every contender: answers from memory as fast as Node can. Says its port to its parent.
import { createServer } from 'node:http'
import { listen } from '#contracts/process/listen.ts'
import { sampleProductJson } from '../sample-product.ts'

const product = Buffer.from(sampleProductJson)
const head = { 'content-type': 'application/json', 'content-length': product.length }

const server = createServer((req, res) => {
  req.resume()
  res.writeHead(200, head).end(product)
})
server.keepAliveTimeout = 60_000
process.on('disconnect', () => process.exit(0))
process.send?.({ port: await listen(server, 0) })

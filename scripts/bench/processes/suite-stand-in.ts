import { listen } from '#contracts/process/listen.ts'
import { createSuiteStandIn } from '../suite-stand-in.ts'

const server = createSuiteStandIn()
server.keepAliveTimeout = 60_000
process.on('disconnect', () => process.exit(0))
process.send?.({ port: await listen(server, 0) })

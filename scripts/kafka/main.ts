// `node scripts/kafka/main.ts [port]`: a real Kafka broker to try things with; Ctrl-C ends it, its data is
// kept.
import { fileURLToPath } from 'node:url'
import { installKafka } from './install-kafka.ts'
import { startKafkaBroker } from './kafka-broker.ts'

const port = Number(process.argv[2] ?? 8092)
const installed = await installKafka()
if ('missing' in installed) {
  process.stderr.write(`No Kafka here: ${installed.missing}\n`)
  process.exit(1)
}
const broker = await startKafkaBroker({
  jars: installed.jars,
  dataDirectory: fileURLToPath(new URL('../../.banyan/kafka-data', import.meta.url)),
  port,
  controllerPort: port + 1,
})
process.stdout.write(`Kafka ${installed.version} answers: KAFKA_BROKERS=${broker.brokers[0]}\n`)
const stop = () => void broker.stop()
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
await broker.exited

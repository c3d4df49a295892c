// A process for tests: appends one event after the other to a log that is away, and tells each one that was
// taken.

import { silentLog } from '#contracts/process/log.ts'
import { createMemoryEventLog } from '../events/event-log.memory.ts'
import { createSpoolingEventLog } from '../events/event-log.spooling.ts'
import { exampleExposure } from '../events/example-events.ts'

const away = createMemoryEventLog()
await away.close()
const log = await createSpoolingEventLog(away, {
  directory: process.argv[2] ?? '',
  log: silentLog,
  segmentBytes: 20_000,
})
for (let i = 0; ; i++) {
  await log.append([exampleExposure(`e${i}`)])
  process.stdout.write(`e${i}\n`)
}

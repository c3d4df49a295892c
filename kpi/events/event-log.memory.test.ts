import { createMemoryEventLog } from './event-log.memory.ts'
import { eventLogRules } from './event-log.suite.ts'

describe('the event log in memory', () => {
  eventLogRules(async () => {
    const log = createMemoryEventLog({ backOff: { firstMs: 1, longestMs: 5 } })
    return { open: () => log, destroy: () => log.close() }
  })
})

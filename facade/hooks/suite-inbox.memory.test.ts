import { createMemorySuiteInbox } from './suite-inbox.memory.ts'
import { testSuiteInbox } from './suite-inbox.suite.ts'

testSuiteInbox(async () => {
  const told: (string | null)[] = []
  const inbox = createMemorySuiteInbox(({ capability }) => told.push(capability))
  return { inbox, told: () => told, toldUntil: async () => undefined }
})

import { createMemoryFlagStore } from './flag-store.memory.ts'
import { flagStoreSuite } from './flag-store.suite.ts'

flagStoreSuite('memory', async () => createMemoryFlagStore())

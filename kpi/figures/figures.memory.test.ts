import { createMemoryFigures } from './figures.memory.ts'
import { figuresRules } from './figures.suite.ts'

describe('figures in memory', () => {
  figuresRules(async (now) => createMemoryFigures({ now }))
})

import { draw } from './draw.ts'
import { createMemoryFlagSource } from './flag-source.memory.ts'
import { visitors } from './testing/visitors.ts'

describe('draw', () => {
  it('is the percentage from which on a visitor gets the new side', async () => {
    const source = createMemoryFlagSource()
    for (const subject of visitors(200)) {
      const drawn = draw('catalog:1', subject.visitorId)
      source.set('catalog', { percent: drawn })
      expect(source.isNew('catalog', subject)).toBe(true)
      source.set('catalog', { percent: drawn - 1 })
      expect(source.isNew('catalog', subject)).toBe(false)
    }
    await source.close()
  })
})

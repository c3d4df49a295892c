import { silentLog } from '#contracts/process/log.ts'
import { startLate } from './late-part.ts'

const options = { name: 'figures', log: silentLog, backOff: { firstMs: 1, longestMs: 2 } }

describe('a part that may come late', () => {
  it('is there after its first try when nothing is in its way', async () => {
    const part = startLate(async () => ({ answer: 42, stop: async () => undefined }), options)
    await part.firstTry
    expect(part.get().answer).toBe(42)
    await part.stop()
  })

  it('says unavailable, and comes by itself when it can', async () => {
    const here = Promise.withResolvers<void>()
    let tries = 0
    const part = startLate(async () => {
      if (++tries < 4) throw new Error('the database is away')
      here.resolve()
      return { stop: async () => undefined }
    }, options)
    await part.firstTry
    expect(() => part.get()).toThrow(expect.objectContaining({ code: 'unavailable' }))
    await here.promise
    await part.stop()
    expect(tries).toBe(4)
  })

  it('is stopped also when it comes up while it is being stopped', async () => {
    const starting = Promise.withResolvers<void>()
    let stopped = false
    const part = startLate(async () => {
      await starting.promise
      return {
        stop: async () => {
          stopped = true
        },
      }
    }, options)
    const stopping = part.stop()
    starting.resolve()
    await stopping
    expect(stopped).toBe(true)
  })
})

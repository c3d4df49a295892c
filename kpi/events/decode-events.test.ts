import { silentLog } from '#contracts/process/log.ts'
import { decodeEvents } from './decode-events.ts'
import { exampleExposure } from './example-events.ts'

describe('decodeEvents', () => {
  it('keeps events, leaves out what is none and what comes from a later version', () => {
    const good = exampleExposure('a')
    const broken = { ...good, data: { ...good.data, side: 'both' } }
    const later = { ...good, type: 'banyan.visitor.exposed.v2' }
    expect(decodeEvents([null, 'text', broken, good, later, {}], silentLog)).toEqual([good])
  })
})

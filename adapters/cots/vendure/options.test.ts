import { SettingsError } from '#contracts/process/settings.ts'
import { readVendureOptions } from './options.ts'

describe('the options of a Vendure', () => {
  test('none are needed', () => {
    expect(readVendureOptions({})).toMatchObject({ channelTokens: {}, maxSockets: 64, listSeconds: 5 })
  })

  test('unknown and wrong ones are refused, all at once', () => {
    const read = () => readVendureOptions({ maxSocket: 3, listSeconds: -1, channelTokens: { eu: '' } })
    expect(read).toThrow(SettingsError)
    expect(read).toThrow(/listSeconds(.|\n)*|maxSocket/)
    try {
      read()
    } catch (error) {
      expect((error as SettingsError).problems).toHaveLength(3)
    }
  })
})

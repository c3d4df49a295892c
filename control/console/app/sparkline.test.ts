import { sparkPoints } from './sparkline.ts'

describe('a sparkline', () => {
  it('spans its width, more is higher, on the shared scale', () => {
    expect(sparkPoints([0, 5, 10], 10)).toBe('0.0,19.0 36.0,10.0 72.0,1.0')
    expect(sparkPoints([0, 5], 10)).toBe('0.0,19.0 72.0,10.0')
  })

  it('lies flat where nothing happened, and is not drawn without steps', () => {
    expect(sparkPoints([0, 0], 0)).toBe('0.0,19.0 72.0,19.0')
    expect(sparkPoints([], 0)).toBe('')
  })
})

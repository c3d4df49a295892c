import { silentLog } from '#contracts/process/log.ts'
import { prepare } from './preparation.ts'

const away = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))

test('work that goes well is done after the first try', async () => {
  const preparation = prepare(async () => undefined, silentLog)
  expect(() => preparation.check()).toThrow(expect.objectContaining({ code: 'unavailable' }))
  await preparation.tried
  expect(preparation.check()).toBeUndefined()
})

test('work that fails is tried again until it is done', async () => {
  const done = Promise.withResolvers<void>()
  let tries = 0
  const preparation = prepare(async () => {
    tries++
    if (tries < 3) return away()
    done.resolve()
  }, silentLog)
  await preparation.tried
  expect(() => preparation.check()).toThrow(expect.objectContaining({ code: 'unavailable' }))
  await done.promise
  await new Promise(setImmediate)
  expect(preparation.check()).toBeUndefined()
})

test('stopped, it tries no more', async () => {
  let tries = 0
  const preparation = prepare(() => {
    tries++
    return away()
  }, silentLog)
  await preparation.tried
  preparation.stop()
  await new Promise(setImmediate)
  expect(tries).toBe(1)
})

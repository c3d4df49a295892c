// What becomes of failures that real sockets on this machine do not have; the rest runs over real servers.
import nock from 'nock'
import { createUnleashAdminApi } from './unleash-admin-api.ts'

const token = '*:*.the-token-of-an-admin'
const api = createUnleashAdminApi({ url: 'http://flags.test/api', token })
const path = '/projects/default/features'

beforeAll(() => nock.disableNetConnect())
afterEach(() => nock.cleanAll())
afterAll(() => {
  nock.enableNetConnect()
  nock.restore()
})

const failing = (code: string) => Object.assign(new Error(`connect ${code}`), { code })

test.each(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
  '%s: nothing was sent, so nothing was changed',
  async (code) => {
    nock('http://flags.test').put(`/api/admin${path}`).replyWithError(failing(code))
    await expect(api.send('PUT', path, { body: {} })).rejects.toMatchObject({
      code: 'unavailable',
      detail: 'The flag server cannot be reached',
    })
  },
)

test('a change whose answer was lost may have been stored, a reading cannot', async () => {
  nock('http://flags.test').put(`/api/admin${path}`).replyWithError(failing('ECONNRESET'))
  await expect(api.send('PUT', path, { body: {} })).rejects.toMatchObject({
    detail: 'The flag server did not answer; whether the change was stored is not known',
  })
  nock('http://flags.test').get(`/api/admin${path}`).replyWithError(failing('ECONNRESET'))
  await expect(api.get(path)).rejects.toMatchObject({ detail: 'The flag server cannot be reached' })
})

test('no error carries the token', async () => {
  nock('http://flags.test').get(`/api/admin${path}`).replyWithError(failing('ECONNRESET'))
  const error = await api.get(path).catch((thrown: unknown) => thrown)
  expect(JSON.stringify([error, (error as Error).cause, String((error as Error).stack)])).not.toContain(token)
})

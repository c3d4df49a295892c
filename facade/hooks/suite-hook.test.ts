// A call of the suite's server on a real socket, and what shoppers notice of it.
import { Registry } from 'prom-client'
import { Webhook } from 'standardwebhooks'
import { silentLog } from '#contracts/process/log.ts'
import { createMemoryInvalidations } from '../cache/invalidations.memory.ts'
import { createFront } from '../front/front.ts'
import { aProduct } from '../testing/sample-answers.ts'
import { type FacadeInTest, startFacade } from '../testing/start-facade.ts'
import { createSuiteHook } from './suite-hook.ts'
import { createMemorySuiteInbox } from './suite-inbox.memory.ts'

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`

let results: string[]
let it: FacadeInTest
beforeEach(async () => {
  results = []
  const [suiteChanges, invalidations] = [createMemoryInvalidations(), createMemoryInvalidations()]
  const inbox = createMemorySuiteInbox(({ capability }) => suiteChanges.tell(capability))
  const suiteHook = createSuiteHook({
    ...{ secrets: [secret], inbox, now: Date.now },
    onCall: (result) => results.push(result),
  })
  const registry = new Registry()
  const passthrough = [{ prefix: '/shop-api' }]
  const front = createFront({
    passthrough,
    legacyUrl: 'http://127.0.0.1:9',
    registry,
    log: silentLog,
    suiteHook,
  })
  it = await startFacade({ front, registry, cache: { bytes: 1_000_000, invalidations, suiteChanges } })
})
afterEach(() => it.stop())

async function tell(data: object, id = 'msg_1'): Promise<Response> {
  const body = JSON.stringify({ type: 'catalogue.changed', data })
  const at = new Date()
  return await fetch(`${it.url}/hooks/suite`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
    body,
  })
}

async function product(): Promise<string> {
  const { name } = (await (await fetch(`${it.url}/v1/products/laptop`)).json()) as { name: string }
  return name
}

/** The suite's answer is in the cache, and the suite has another one since. */
async function cachedAndChanged(): Promise<void> {
  it.legacy.getProduct = async () => aProduct('before')
  expect(await product()).toBe('before')
  it.legacy.getProduct = async () => aProduct('after')
  expect(await product()).toBe('before')
}

test.each([{ capability: 'catalog' }, {}])(
  'what the suite says has changed, %j, is asked for anew',
  async (data) => {
    await cachedAndChanged()
    expect((await tell(data)).status).toBe(204)
    expect(await product()).toBe('after')
    expect(results).toEqual(['taken'])
  },
)

test('what has not changed stays where it is', async () => {
  await cachedAndChanged()
  expect((await tell({ capability: 'search' })).status).toBe(204)
  expect(await product()).toBe('before')
})

test('a call that comes again is acknowledged, and does nothing', async () => {
  expect((await tell({})).status).toBe(204)
  await cachedAndChanged()
  expect((await tell({})).status).toBe(204)
  expect(await product()).toBe('before')
  expect(results).toEqual(['taken', 'known'])
})

test('an unsigned call is refused, with a code', async () => {
  const answer = await fetch(`${it.url}/hooks/suite`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toBe('Webhook-Signature')
  expect(await answer.json()).toMatchObject({ code: 'invalid-signature' })
})

test('where the suite has no secret there is no such place', async () => {
  const registry = new Registry()
  const front = createFront({ passthrough: [], legacyUrl: 'http://127.0.0.1:9', registry, log: silentLog })
  const other = await startFacade({ front })
  expect((await fetch(`${other.url}/hooks/suite`, { method: 'POST' })).status).toBe(404)
  await other.stop()
})

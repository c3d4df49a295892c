// A parent and its workers as real processes: restarts, falls and refusals, without a lost request.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { operator, type RunningParent, startParent } from '#scripts/testing/running-parent.ts'
import { startStrictLoad } from '#scripts/testing/strict-load.ts'
import { until } from '#scripts/testing/visitors.ts'

let facade: RunningParent
/** Starting a worker takes a second; on a machine that does much else, many. */
const patienceMs = 60_000

afterEach(() => facade.close())

const product = () => `${facade.storefront}/v1/products/laptop`
const ready = async () => (await fetch(`${facade.operations}/readyz`)).status
const health = async () => (await fetch(`${facade.operations}/readyz`)).json()
const answered = () => facade.metric('banyan_requests_total')

/** Half of the clients keep their connection, one of them is mostly idle. */
function load() {
  const pauseMs = (client: number) => (client === 0 ? 300 : 2)
  return startStrictLoad({ url: product(), keepAlive: 6, fresh: 4, pauseMs })
}

const restarts = (result: string) => facade.metric(`banyan_restarts_total{result="${result}"}`)

test('rolling restarts, and a worker told to go: no request is lost, no count either', async () => {
  facade = await startParent()
  const before = await facade.workers()
  const clients = load()
  const unready: number[] = []
  for (let round = 1; round <= 3; round++) {
    facade.signal('SIGHUP')
    await until(async () => {
      if ((await ready()) !== 200) unready.push(round)
      return (await restarts('done')) === round
    }, patienceMs)
  }
  const [worker = 0] = await facade.workers()
  process.kill(worker, 'SIGTERM')
  await until(async () => {
    const workers = await facade.workers()
    return workers.length === 2 && !workers.includes(worker)
  }, patienceMs)
  await clients.stop()
  expect(clients.failures).toEqual([])
  expect(clients.ok).toBeGreaterThan(1_000)
  expect(unready).toEqual([])
  expect((await facade.workers()).filter((pid) => before.includes(pid))).toEqual([])
  await until(async () => (await answered()) === clients.ok)
  facade.signal('SIGTERM')
  expect(await facade.ended).toBe(0)
  expect(facade.said()).not.toMatch(/unhandled|"level":(50|60)/)
}, 240_000)

test('a worker that is killed takes only its own requests with it; another one follows', async () => {
  facade = await startParent()
  const clients = load()
  await until(async () => clients.ok > 200)
  const [worker = 0, other = 0] = await facade.workers()
  process.kill(worker, 'SIGKILL')
  const enough = clients.ok + 1_000
  await until(async () => clients.ok > enough && (await facade.workers()).length === 2)
  await clients.stop()
  // Each client has one request at a time, and only some were on that worker.
  expect(clients.failed).toBeLessThan(10)
  expect(await facade.workers()).toContain(other)
  expect(await facade.metric('banyan_worker_falls_total')).toBe(1)
  expect(facade.said()).toContain('killed by SIGKILL')
})

test('told to stop, readiness falls first, and what runs is answered', async () => {
  facade = await startParent({ DRAIN_MS: '300' })
  const held = Promise.withResolvers<() => void>()
  const usual = facade.upstream.answer
  facade.upstream.answer = (req, res) => held.resolve(() => usual(req, res))
  const running = fetch(product())
  const answer = await held.promise
  facade.upstream.answer = usual
  facade.signal('SIGTERM')
  await until(async () => (await ready()) === 503)
  const late = await fetch(product())
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close'])
  await late.arrayBuffer()
  answer()
  expect((await running).status).toBe(200)
  expect(await facade.ended).toBe(0)
})

test('operators ask one façade: figures, settings, and why a request goes where', async () => {
  facade = await startParent()
  for (let n = 0; n < 20; n++)
    await (await fetch(product(), { headers: { connection: 'close' } })).arrayBuffer()
  await until(async () => (await answered()) === 20)
  expect(await facade.metric('process_resident_memory_bytes{worker="2"}')).toBeGreaterThan(1e7)
  expect(await facade.metric('banyan_flag_connected ')).toBe(1)
  const explain = `${facade.operations}/explain?operation=getProduct&visitor=someone`
  expect(await (await fetch(explain, { headers: operator })).json()).toMatchObject({ side: 'new' })
  expect((await fetch(explain)).status).toBe(401)
  const unknown = await fetch(`${explain}&channel=moon`, { headers: operator })
  expect([unknown.status, await unknown.json()]).toMatchObject([400, { code: 'unknown-channel' }])
})

test('a bad configuration is refused at the start, and at a restart: then everything stays', async () => {
  const file = join(process.env.TMPDIR ?? '/tmp', `operator-token-${process.pid}`)
  writeFileSync(file, 'the-operator-token')
  facade = await startParent({ OPERATOR_TOKEN: '', OPERATOR_TOKEN_FILE: file })
  const before = await facade.workers()
  writeFileSync(file, 'short')
  facade.signal('SIGHUP')
  await until(async () => (await restarts('refused')) === 1)
  expect(await facade.workers()).toEqual(before)
  const { degraded, parts } = await health()
  expect([degraded, JSON.stringify(parts)]).toEqual([['workers'], expect.stringContaining('OPERATOR_TOKEN')])
  writeFileSync(file, 'another-operator-token')
  facade.signal('SIGHUP')
  await until(async () => (await restarts('done')) === 1)
  const config = (token: string) =>
    fetch(`${facade.operations}/config`, { headers: { authorization: token } })
  expect((await config('Bearer another-operator-token')).status).toBe(200)
  expect((await config('Bearer the-operator-token')).status).toBe(401)
  expect((await health()).degraded).toEqual([])
})

test.each([
  [{ FACADE_WORKERS: '0', NEW_URL: 'nowhere' }, ['FACADE_WORKERS', 'NEW_URL']],
  [{ LEGACY_SUITE: 'unknown' }, ['LEGACY_SUITE']],
])('%j ends it with 78', async (change, names) => {
  facade = await startParent(change)
  expect(await facade.ended).toBe(78)
  for (const name of names) expect(facade.said()).toContain(name)
})

test('when the parent is killed its workers end too', async () => {
  facade = await startParent()
  const workers = await facade.workers()
  facade.signal('SIGKILL')
  const lives = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  await until(async () => !workers.some(lives), patienceMs)
  expect(workers).toHaveLength(2)
  await expect(fetch(product())).rejects.toThrow()
})

// The real command line, as its own process, against a real control server.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { listen } from '#contracts/process/listen.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { anExplanation, makeBusy } from '../testing/busy-shop.ts'
import {
  allIsWell,
  type ControlServer,
  operatorToken,
  startControlServer,
} from '../testing/control-server.ts'

const banyan = fileURLToPath(new URL('./banyan.mjs', import.meta.url))
let server: ControlServer

beforeEach(async () => {
  server = await startControlServer({
    explain: async (query) => ({ ...anExplanation, visitor: query.get('visitor') }),
  })
})
afterEach(() => server.stop())

type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Run> {
  const own = { OPERATOR_TOKEN: operatorToken, BANYAN_URL: server.url, NO_COLOR: '1', ...environment }
  const child = spawn(process.execPath, ['--no-warnings', banyan, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (text.stdout += chunk))
  child.stderr.on('data', (chunk) => (text.stderr += chunk))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })))
}

/** An import has begun. */
async function started(): Promise<void> {
  while ((await server.sync.jobs(1)).length === 0) await new Promise((resolve) => setImmediate(resolve))
}

const agreed = ['--yes', '--reason', 'test']
const catalog = async () => (await server.flags.list()).find(({ journey }) => journey === 'catalog')
const trail = async () => await server.trail.read({ limit: 10, target: null, olderThan: null })

describe('banyan moves visitors', () => {
  test('ramp sets the percentage, tells it as data, and leaves a trace with reason and name', async () => {
    const { code, stdout } = await run(['ramp', 'catalog', '25', ...agreed, '-o', 'json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ journey: 'catalog', percent: 25, enabled: true })
    expect(await catalog()).toMatchObject({ percent: 25 })
    expect(await trail()).toMatchObject([{ reason: 'test', via: 'token', outcome: 'done' }])
  })

  test('ramp says on stderr what moves, so that stdout stays data', async () => {
    makeBusy(server)
    const { stdout, stderr } = await run(['ramp', 'catalog', '25', ...agreed])
    expect(stderr).toContain('25 of 100 visitors move to the new side: about 310 of the 1,240')
    expect(stdout).toMatch(/^catalog: 25 %, on, version \S+\n$/)
  })

  test('a dry run shows the difference and changes nothing', async () => {
    const { code, stdout } = await run(['ramp', 'catalog', '25', '--dry-run', '-o', 'yaml'])
    expect(code).toBe(0)
    expect(parse(stdout)).toMatchObject({ dryRun: true, before: { percent: 0 }, after: { percent: 25 } })
    expect(await catalog()).toMatchObject({ percent: 0 })
  })

  test('a version that is no longer current is refused, with who was faster and what to do', async () => {
    const old = (await catalog())?.version ?? ''
    await run(['ramp', 'catalog', '50', '--yes', '--reason', 'half'])
    const { code, stderr } = await run(['ramp', 'catalog', '25', ...agreed, '--if-version', old])
    expect(code).toBe(1)
    expect(stderr).toContain('It has changed since you read it')
    expect(stderr).toContain('now at 50 %')
    expect(stderr).toContain('half')
    expect(await catalog()).toMatchObject({ percent: 50 })
  })

  test('kill asks nothing and needs nothing; revive undoes it', async () => {
    await run(['ramp', 'catalog', '25', ...agreed])
    expect((await run(['kill', 'catalog'])).code).toBe(0)
    expect(await catalog()).toMatchObject({ enabled: false, percent: 25 })
    expect((await run(['revive', 'catalog', ...agreed])).code).toBe(0)
    expect(await catalog()).toMatchObject({ enabled: true, percent: 25 })
  })

  test.each([
    ['nobody to ask and no --yes', ['ramp', 'catalog', '25', '--reason', 'x']],
    ['no reason', ['ramp', 'catalog', '25', '--yes']],
    ['revive without a reason', ['revive', 'catalog', '--yes']],
    ['a percentage that is none', ['ramp', 'catalog', '101', ...agreed]],
    ['half a percent', ['ramp', 'catalog', '0.5', ...agreed]],
    ['no percentage', ['ramp', 'catalog', ...agreed]],
    ['an unknown option', ['ramp', 'catalog', '25', '--force']],
    ['an unknown command', ['rampp']],
    ['an unknown format', ['status', '-o', 'xml']],
    ['a side that is none', ['tester', '--side', 'both', ...agreed]],
    ['both kinds of import', ['import', 'catalog', '--full', '--incremental']],
  ])('wrong usage ends with 2 and changes nothing: %s', async (_what, args) => {
    const { code, stdout, stderr } = await run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toBe('')
    expect(await catalog()).toMatchObject({ percent: 0, enabled: true })
  })
})

describe('banyan shows', () => {
  test('status with both sides, and ends with 0 also when a part is away', async () => {
    makeBusy(server)
    takeAway('suite')
    const { code, stdout } = await run(['status'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^suite\s+away/m)
    expect(stdout).toMatch(/^catalog\s+legacy\s+0 %\s+24\.3 %\s+57\s/m)
  })

  test('status --wait ends with 0 as soon as all is well, with 3 when it does not become so', async () => {
    expect((await run(['status', '--wait', '5'])).code).toBe(0)
    takeAway('suite')
    const { code, stdout, stderr } = await run(['status', '--wait', '1'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('suite away (refused)')
  })

  test('get, history, audit and explain as JSON that a script can read', async () => {
    await run(['ramp', 'catalog', '25', ...agreed])
    const read = async (...args: string[]) =>
      JSON.parse((await run([...args, '-o', 'json'])).stdout) as unknown
    expect(await read('get', 'catalog')).toMatchObject({ item: { flag: { percent: 25 } } })
    expect(await read('history', 'catalog')).toMatchObject([{ reason: 'test', after: { percent: 25 } }])
    expect(await read('audit', '--limit', '1')).toMatchObject([{ action: 'percentage.set' }])
    const visitor = ['--visitor', 'AAAAAAAAAAAAAAAAAAAAAA.signature']
    expect(await read('explain', 'getProduct', ...visitor)).toMatchObject({
      visitor: 'AAAAAAAAAAAAAAAAAAAAAA',
      side: 'new',
    })
  })

  test('the same for people', async () => {
    await run(['ramp', 'catalog', '25', ...agreed])
    expect((await run(['get', 'catalog'])).stdout).toMatch(/^catalog: set 25 %, actual –, last changed by/)
    expect((await run(['history', 'catalog'])).stdout).toMatch(/0 %\s+25 %\s+test$/m)
    expect((await run(['explain', 'getProduct'])).stdout).toContain('new, because of percentage')
  })

  test('nothing that comes from elsewhere steers the terminal', async () => {
    const evil = 'x\u001b]0;owned\u0007\u001b[2J'
    await server.flags.setPercent('catalog', 5, { actor: evil, reason: evil })
    for (const args of [
      ['history', 'catalog'],
      ['get', 'catalog'],
      ['history', 'catalog', '-o', 'json'],
    ]) {
      expect((await run(args)).stdout).not.toMatch(/[^\n\P{C}]/u)
    }
  })

  test('an import with its progress on stderr and its end on stdout', async () => {
    const running = run(['import', 'catalog', '--full', '-o', 'json'])
    await started()
    server.sync.advance({ phase: 'products', done: 20, total: 54 })
    server.sync.advance({ state: 'succeeded', phase: 'done', done: 54, total: 54 })
    const { code, stdout, stderr } = await running
    expect(code).toBe(0)
    expect(stderr).toContain('catalog (full)')
    expect(JSON.parse(stdout)).toMatchObject({ state: 'succeeded', done: 54 })
  })

  test('a failed import ends with 1', async () => {
    const watching = run(['import', 'catalog'])
    await started()
    const error = { code: 'upstream-unreachable', detail: 'the suite is away' } as const
    server.sync.advance({ state: 'failed', error })
    const { code, stderr } = await watching
    expect(code).toBe(1)
    expect(stderr).toContain('the suite is away')
  })

  test('a tester token, alone on stdout', async () => {
    const args = ['tester', '--side', 'new', '--journey', 'catalog', '--ttl', '60', ...agreed]
    const { code, stdout } = await run(args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^banyan-tester: [\w-]+\.[\w-]+\n$/)
  })

  test('its version', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('completion for every command', async () => {
    const { stdout } = await run(['completion', 'bash'])
    expect(stdout).toMatch(/ramp\) words="catalog search --if-version .*--dry-run/)
    expect((await run(['completion', 'zsh'])).stdout).toContain('compadd')
  })
})

describe('banyan says what is wrong and what to do', () => {
  test('nothing answers', async () => {
    const { code, stderr } = await run(['status'], { BANYAN_URL: `http://127.0.0.1:${await freePort()}` })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^banyan: The control plane does not answer\n {2}.+\n {2}.+npm start/)
    expect(stderr).not.toMatch(/\n +at /)
  })

  test('a stack only with --debug', async () => {
    const { stderr } = await run(['status', '--debug'], {
      BANYAN_URL: `http://127.0.0.1:${await freePort()}`,
    })
    expect(stderr).toContain('ECONNREFUSED')
    expect(stderr).not.toContain(operatorToken)
  })

  test('a wrong token', async () => {
    const { code, stderr } = await run(['status'], { OPERATOR_TOKEN: 'wrong' })
    expect(code).toBe(1)
    expect(stderr).toContain('The operator token is not the right one')
  })

  test('no token at all ends with 78', async () => {
    const { code, stderr } = await run(['status'], { OPERATOR_TOKEN: '', BANYAN_HOME: '/nowhere' })
    expect(code).toBe(78)
    expect(stderr).toContain('npm start')
  })

  test('something else answers there', async () => {
    const other = createServer((_request, response) => response.writeHead(200).end('<html>'))
    const url = `http://127.0.0.1:${await listen(other, 0)}`
    const { code } = await run(['history', 'catalog'], { BANYAN_URL: url })
    other.close()
    expect(code).toBe(1)
  })

  test('doctor: all well, a part away, a wrong token', async () => {
    const well = await run(['doctor'])
    expect(well.stdout).toMatch(/✓\s+token/)
    expect(well.code).toBe(0)
    takeAway('database')
    const ill = await run(['doctor', '-o', 'json'])
    expect(ill.code).toBe(1)
    expect(JSON.parse(ill.stdout)).toContainEqual(expect.objectContaining({ check: 'database', ok: false }))
    expect((await run(['doctor'], { OPERATOR_TOKEN: 'wrong' })).stdout).toMatch(/✕\s+token/)
  })
})

function takeAway(part: string): void {
  const well = allIsWell()
  const dependencies = well.dependencies.map((one) =>
    one.name === part ? { ...one, state: 'away' as const, latencyMs: null, detail: 'refused' } : one,
  )
  server.status.view = { ...well, state: 'degraded', dependencies }
}

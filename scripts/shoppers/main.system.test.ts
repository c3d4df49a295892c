// The command itself: what it says and how it ends.
import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { questionOf, sampleAnswer } from './sample-shop.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
let body = ''
let asked = 0
let enough: () => void = () => undefined
const server: Server = createServer((req, res) => {
  const { operation, parameters } = questionOf(req.url ?? '')
  res.setHeader('content-type', 'application/json')
  res.end(body || JSON.stringify(sampleAnswer(operation, parameters)))
  asked += 1
  if (asked === 5) enough()
})
let url = ''

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, 0)}`
})
afterAll(() => closeServer(server, 0))

async function shoppers(args: readonly string[], stopIt?: (kill: () => void) => void) {
  const child = spawn(process.execPath, ['--no-warnings', main, '--url', url, ...args])
  stopIt?.(() => child.kill('SIGINT'))
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ])
  return { out, err, code }
}

test('a good run ends with 0 and says what happened, as JSON where asked', async () => {
  body = ''
  const { out, code } = await shoppers(['--sessions', '100', '--seconds', '1', '--pace', '0', '-o', 'json'])
  const summary = JSON.parse(out) as { requests: number; seconds: number }
  expect(summary.requests).toBeGreaterThan(0)
  expect(code).toBe(0)
})

test('an answer that breaks the contract ends with 1 and is shown', async () => {
  body = '{"items":[{}]}'
  const { out, code } = await shoppers(['--sessions', '20', '--seconds', '0.5', '--pace', '0'])
  expect(out).toMatch(/breaches +[1-9]\d*\n +\w+: \/items\/0/)
  expect(code).toBe(1)
})

test('without --seconds it runs until Ctrl-C, and still says what happened', async () => {
  body = ''
  asked = 0
  const { out, code } = await shoppers(['--sessions', '20'], (kill) => {
    enough = kill
  })
  expect(out).toMatch(/requests +\d/)
  expect(code).toBe(0)
})

test.each([
  [['--rate', 'many']],
  [['--rate', '1', '--sessions', '1']],
  [['--url', 'ftp://x']],
  [['--nonsense']],
])('%j is wrong usage and ends with 2', async (args) => {
  expect((await shoppers(args)).code).toBe(2)
})

test('--help explains and ends with 0', async () => {
  const { out, code } = await shoppers(['--help'])
  expect(out).toContain('--seed')
  expect(code).toBe(0)
})

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { backlog, closeServer, listen } from './listen.ts'

const hasSs = (() => {
  try {
    execFileSync('ss', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
const onLinuxWithSs = hasSs ? test : test.skip

test('it listens, and tells the port', async () => {
  const server = createServer((_req, res) => void res.end('here'))
  const port = await listen(server, 0)
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('here')
  await closeServer(server, 0)
})

test('a port that is taken is an error', async () => {
  const server = createServer()
  const port = await listen(server, 0)
  await expect(listen(createServer(), port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await closeServer(server, 0)
})

// Send-Q of a listening socket is its backlog; it needs `ss` (iproute2).
onLinuxWithSs('as many may wait as the kernel lets', async () => {
  const server = createServer()
  const port = await listen(server, 0)
  const line = execFileSync('ss', ['-Hltn', `sport = :${port}`], { encoding: 'utf8' })
  const most = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'))
  expect(Number(line.trim().split(/\s+/)[2])).toBe(Math.min(backlog, most))
  await closeServer(server, 0)
})

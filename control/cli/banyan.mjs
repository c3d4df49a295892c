#!/usr/bin/env node
// Plain JavaScript that an older Node understands: hands over to the pinned Node 24, which runs the rest.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, '..', '..', 'node_modules')
const pinned = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const main = join(here, 'main.ts')

if (Number(process.versions.node.split('.')[0]) >= 24 && existsSync(modules)) await import('./main.ts')
else if (existsSync(pinned)) handOver()
else {
  console.error(`banyan: its packages are not installed.\n  Run npm install in ${join(here, '..', '..')}`)
  process.exitCode = 78
}

function handOver() {
  const child = spawn(pinned, ['--no-warnings', main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // The terminal sends Ctrl-C to both; whoever signals only this process means the child.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 130
  })
}

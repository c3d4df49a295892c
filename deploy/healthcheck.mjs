// A container's health: is the process that runs here ready? Asks only that one.
import { readFileSync } from 'node:fs'

/** Which port tells, by the script that process 1 runs. */
const readiness = [
  { script: 'facade/parent.ts', setting: 'OPERATIONS_PORT', byDefault: 8081 },
  { script: 'facade/main.ts', setting: 'OPERATIONS_PORT', byDefault: 8081 },
  { script: 'control/main.ts', setting: 'CONTROL_PORT', byDefault: 8090 },
  { script: 'services/new/main.ts', setting: 'SERVICES_PORT', byDefault: 8200 },
  { script: 'flags/main.ts', setting: 'FLAGS_PORT', byDefault: 8242 },
]

const pid = process.argv[2] ?? '1'
const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
const row = readiness.find(({ script }) =>
  words.some((word) => word === script || word.endsWith(`/${script}`)),
)
if (!row) end(0, `process ${pid} is none that listens`)
else await ask(`http://127.0.0.1:${process.env[row.setting] || row.byDefault}/readyz`)

async function ask(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_500) })
    end(answer.ok ? 0 : 1, `${url} answered ${answer.status}`)
  } catch (error) {
    end(1, `${url} did not answer: ${error.cause?.code ?? error.name}`)
  }
}

function end(code, why) {
  process.stdout.write(`${why}\n`)
  process.exitCode = code
}

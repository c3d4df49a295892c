// What operators have: console and CLI. Asked while shoppers' parts are broken.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cells } from '../row.ts'

const cli = fileURLToPath(new URL('../../../control/cli/banyan.mjs', import.meta.url))

/** Where they are, and what proves that we may. */
export type Operators = {
  readonly controlUrl: string
  readonly secrets: { readonly operator: string }
}

/** The cells of console and CLI, now. */
export async function operatorCells({ controlUrl, secrets }: Operators): Promise<Cells> {
  const [isConsole, isCli] = await Promise.all([
    consoleAnswers(controlUrl, secrets.operator),
    cliAnswers(controlUrl, secrets.operator),
  ])
  return { console: isConsole ? 'ok' : 'FAIL', CLI: isCli ? 'ok' : 'FAIL' }
}

async function consoleAnswers(url: string, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` }
  try {
    const [page, status] = await Promise.all([fetch(url), fetch(`${url}/api/status`, { headers })])
    await Promise.all([page.text(), status.text()])
    return page.ok && status.ok
  } catch {
    return false
  }
}

function cliAnswers(url: string, token: string): Promise<boolean> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, BANYAN_URL: url, OPERATOR_TOKEN: token }
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'status'], { env, timeout: 20_000 }, (error) => resolve(error === null))
  })
}

// The first start fills the rebuilt services from the suite, through the same import that anyone can run.
import { setTimeout as pause } from 'node:timers/promises'
import type { System } from './system.ts'

type Job = {
  readonly id: string
  readonly capability: string
  readonly state: string
  readonly done: number
  readonly total: number | null
}

type Jobs = { readonly items: readonly Job[]; readonly importable: readonly string[] }

/** Imports every capability that no import has ever filled here; does nothing where all are filled. */
export async function importWhenEmpty(system: System, say: (text: string) => void): Promise<void> {
  const { items, importable } = (await call(system, 'GET', '/api/imports')) as Jobs
  const filled = new Set(items.filter((job) => job.state === 'succeeded').map((job) => job.capability))
  for (const capability of importable.filter((c) => !filled.has(c))) {
    const running = items.find((job) => job.capability === capability && job.state === 'running')
    const body = { capability, mode: 'full' }
    await untilDone(system, running ?? ((await call(system, 'POST', '/api/imports', body)) as Job), say)
  }
}

async function untilDone(
  system: System,
  { id, capability }: Job,
  say: (text: string) => void,
): Promise<void> {
  for (;;) {
    const now = (await call(system, 'GET', `/api/imports/${id}`)) as Job
    if (now.state === 'succeeded') return
    if (now.state === 'failed') {
      throw new Error(`the import failed; npx banyan import ${capability} tells why`)
    }
    say(`${capability}: ${now.done}${now.total === null ? '' : ` of ${now.total}`} products`)
    await pause(100)
  }
}

async function call(system: System, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${system.ports.CONTROL_PORT}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${system.secrets.operatorToken}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

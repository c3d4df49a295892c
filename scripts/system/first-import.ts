// The first start fills the rebuilt services from the suite, through the same import that anyone can run.
import { setTimeout as pause } from 'node:timers/promises'
import type { System } from './system.ts'

type Job = {
  readonly id: string
  readonly state: string
  readonly done: number
  readonly total: number | null
}

/**
 * Imports the catalogue when no import has ever succeeded here.
 * @returns how many products were imported, or null where it was not needed
 */
export async function importWhenEmpty(system: System, say: (text: string) => void): Promise<number | null> {
  const jobs = (await call(system, 'GET', '/api/imports')) as { items: Job[] }
  if (jobs.items.some((job) => job.state === 'succeeded')) return null
  const running = jobs.items.find((job) => job.state === 'running')
  const body = { capability: 'catalog', mode: 'full' }
  const job = running ?? ((await call(system, 'POST', '/api/imports', body)) as Job)
  for (;;) {
    const now = (await call(system, 'GET', `/api/imports/${job.id}`)) as Job
    if (now.state === 'succeeded') return now.done
    if (now.state === 'failed') throw new Error('The import failed: npx banyan import catalog tells why.')
    say(`${now.done}${now.total === null ? '' : ` of ${now.total}`} products`)
    await pause(200)
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

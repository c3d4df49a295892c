import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type RunningServices = {
  readonly url: string
  readonly pid: number
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

const main = fileURLToPath(new URL('../../services/new/main.ts', import.meta.url))

/** The rebuilt services as a process of their own, for tests; resolves when it is ready. */
export async function startServices(settings: {
  readonly databaseUrl: string
  readonly serviceToken: string
  readonly port: number
}): Promise<RunningServices> {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      SERVICES_PORT: String(settings.port),
      DATABASE_URL: settings.databaseUrl,
      SERVICE_TOKEN: settings.serviceToken,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const ready = once(child, 'message').then(() => true)
  if (!(await Promise.race([ready, exited.then(() => false)]))) throw new Error('the services did not start')
  return {
    url: `http://127.0.0.1:${settings.port}`,
    pid: child.pid ?? 0,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      await exited
    },
  }
}

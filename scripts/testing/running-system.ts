// A whole Banyan for a test: own home, own ports, gone afterwards.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importWhenEmpty } from '../system/first-import.ts'
import type { Ports } from '../system/ports.ts'
import { type System, startSystem } from '../system/system.ts'
import { freePort } from './free-port.ts'

export type RunningSystem = {
  readonly system: System
  readonly home: string
  /** Storefront API. */
  readonly storefront: string
  /** An authenticated call of the control API. */
  control(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>
  stop(): Promise<void>
}

/** Free ports for every process. */
export async function freePorts(): Promise<Ports> {
  const names = ['FACADE', 'OPERATIONS', 'CONTROL', 'SUITE', 'SERVICES', 'FLAGS', 'POSTGRES'] as const
  const pairs = await Promise.all(names.map(async (name) => [`${name}_PORT`, await freePort()]))
  return Object.fromEntries(pairs) as Ports
}

export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'banyan-system-'))
}

/**
 * Starts everything and fills the new side.
 * @param suiteData a completed data folder of the suite to copy, where there is one: saves its population
 */
export async function startRunningSystem(
  own: { readonly [name: string]: string } = {},
  suiteData = process.env.BANYAN_TEST_SUITE_DATA,
): Promise<RunningSystem> {
  const home = temporaryHome()
  if (suiteData && existsSync(suiteData)) cpSync(suiteData, join(home, 'suite'), { recursive: true })
  const system = await startSystem({ home, ports: await freePorts(), own })
  await importWhenEmpty(system, () => undefined)
  return {
    system,
    home,
    storefront: `http://127.0.0.1:${system.ports.FACADE_PORT}`,
    control: (method, path, body) => controlCall(system, { method, path, body: body ?? undefined }),
    stop: async () => {
      await system.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

type ControlCall = { method: string; path: string; body: object | undefined }

async function controlCall(system: System, call: ControlCall): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`http://127.0.0.1:${system.ports.CONTROL_PORT}${call.path}`, {
    method: call.method,
    headers: {
      authorization: `Bearer ${system.secrets.operatorToken}`,
      ...(call.method === 'PUT' ? { 'if-match': '*' } : {}),
      ...(call.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(call.body ? { body: JSON.stringify(call.body) } : {}),
  })
  return { status: answer.status, body: await answer.json() }
}

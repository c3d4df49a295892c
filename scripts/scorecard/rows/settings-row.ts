// D19: nonsense in the settings.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { always, type Finding, type Ground, type Row } from '../row.ts'
import { probeSide } from '../stage/probe.ts'
import type { Stage } from '../stage/stage.ts'
import { msUntil } from '../stage/until.ts'
import { verdict } from './verdict.ts'

export const settingsRow: Row = {
  ...{ id: 'D19', title: 'bad configuration', tiers: always, find },
  must: 'at boot: exit 78 listing every error; at reload: refused, the old one stays, audited',
}

const scripts = {
  facade: ['VISITOR_SECRET', 'NEW_URL', 'BANYAN_MODE', 'DATABASE_URL', 'FACADE_PORT'],
  control: ['OPERATOR_PASSWORD', 'DATABASE_URL', 'UNLEASH_URL', 'CONTROL_PORT'],
  'services/new': ['SERVICE_TOKEN', 'DATABASE_URL', 'SERVICES_PORT'],
  flags: ['FLAGS_CLIENT_TOKEN', 'DATABASE_URL', 'FLAGS_PORT'],
} as const

async function find(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const sound = await stage.facadeEnvironment()
  for (const [folder, names] of Object.entries(scripts)) {
    const { code, said } = await start(`${folder}/main.ts`, {
      ...sound,
      ...Object.fromEntries(names.map((name) => [name, name.endsWith('PORT') ? '99999' : '?'])),
    })
    const silent = names.filter((name) => !said.includes(name))
    if (code !== 78) wrong.push(`${folder}: exit ${code}`)
    if (silent.length > 0) wrong.push(`${folder}: not a word of ${silent.join(', ')}`)
  }
  wrong.push(...(await reload(stage)))
  const cells = { browse: 'ok', search: 'ok', passthrough: 'ok', console: 'ok', CLI: 'ok' } as const
  const boot = `${Object.keys(scripts).length} processes exit 78 and name every mistake`
  const found = `${boot}; a restart with bad settings is refused, and told`
  return verdict(wrong, found, cells)
}

/** A rolling restart with a setting that has become bad: refused, the workers stay. */
async function reload(stage: Stage): Promise<readonly string[]> {
  const file = join(stage.folder, 'operator-token')
  writeFileSync(file, stage.secrets.operator)
  const own = { OPERATOR_TOKEN_FILE: file, OPERATOR_TOKEN: '', FACADE_WORKERS: '1' }
  const facade = await stage.startFacade(own, 'facade/parent.ts')
  writeFileSync(file, 'short')
  facade.child.kill('SIGHUP')
  const refused = async () => (await facade.metrics()).sum('banyan_restarts_total', { result: 'refused' })
  const wrong: string[] = []
  if ((await msUntil(async () => (await refused()) === 1, 20_000)) === null) wrong.push('reload: not refused')
  const side = { side: 'new', secret: stage.secrets.tester } as const
  const after = await probeSide(facade.url, 'getProduct', side)
  if (after !== null) wrong.push(`reload: ${after}`)
  if (!/RESTART REFUSED/.test(facade.log())) wrong.push('reload: not told in the log')
  await facade.stop()
  return wrong
}

const root = new URL('../../../', import.meta.url)

async function start(script: string, environment: { readonly [name: string]: string }) {
  const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(new URL(script, root))], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

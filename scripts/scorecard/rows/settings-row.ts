// D19: nonsense in the settings.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { always, type Finding, type Ground, type Row } from '../row.ts'
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
  const cells = { browse: 'ok', search: 'ok', passthrough: 'ok', console: 'ok', CLI: 'ok' } as const
  const found = `${Object.keys(scripts).length} processes exit 78 and name every mistake`
  return verdict(wrong, found, cells)
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

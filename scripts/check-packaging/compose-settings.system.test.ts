import { readFileSync } from 'node:fs'
import { exitBadConfiguration } from '#contracts/process/settings.ts'
import { type AskedSettings, askForSettings } from './asked-settings.ts'
import { readComposeFile } from './compose-file.ts'
import { composeProcesses } from './compose-processes.ts'

const compose = readComposeFile()

/** What compose gives a service, over the image's own environment. */
function given(service: string): readonly string[] {
  return Object.keys(compose.services[service]?.environment ?? {})
}

describe.each(composeProcesses)('$name', ({ name, command }) => {
  let asked: AskedSettings

  beforeAll(() => {
    asked = askForSettings(command[0])
  })

  test('without settings it ends with 78 and names every missing one at once', () => {
    expect(asked.exitCode).toBe(exitBadConfiguration)
    expect(asked.complaints).toEqual(expect.arrayContaining(['DATABASE_URL', 'SERVICE_TOKEN']))
  })

  test('compose gives it every setting that it must have', () => {
    expect(asked.complaints).not.toEqual([])
    expect(asked.complaints.filter((setting) => !given(name).includes(setting))).toEqual([])
  })

  test('compose gives it no setting that it does not know', () => {
    expect(given(name).filter((setting) => !asked.known.has(setting))).toEqual([])
  })
})

test('the suite knows every setting that compose gives it, and refuses a bad one with 78', () => {
  const { exitCode, known, complaints } = askForSettings('suite/main.mjs', { SUITE_PORT: 'ship' })
  expect(exitCode).toBe(exitBadConfiguration)
  expect(complaints).toEqual(['SUITE_PORT'])
  expect(given('suite').filter((setting) => !known.has(setting))).toEqual([])
})

describe('docs/operations.md', () => {
  const page = readFileSync('docs/operations.md', 'utf8')

  test.each([
    ['Façade', 'facade/parent.ts'],
    ['Façade', 'facade/main.ts'],
    ['Control', 'control/main.ts'],
    ['Services', 'services/new/main.ts'],
    ['Flag server', 'flags/main.ts'],
  ])('%s: names every setting of %s, marks those that must be given, and no other', (heading, script) => {
    const { known, complaints } = askForSettings(script)
    // Whatever is read as a setting may also be given as a file; other names are asked for by libraries.
    const settings = [...known].filter((name) => known.has(`${name}_FILE`))
    const { named, marked } = settingsTable(page, heading)
    expect(named).toEqual(settings.sort())
    expect(marked).toEqual([...complaints].sort())
  })
})

/** The names in the first column of the table under a heading; bold ones must be given. */
function settingsTable(text: string, heading: string): { named: string[]; marked: string[] } {
  const section = text.split(`\n### ${heading}\n`)[1]?.split('\n#')[0] ?? ''
  const cells = section
    .split('\n')
    .flatMap((line) => (/^\|.*`[A-Z]/.test(line) ? [line.split('|')[1] ?? ''] : []))
  const names = (pattern: RegExp) =>
    cells.flatMap((cell) => [...cell.matchAll(pattern)].map(([, name = '']) => name)).sort()
  return { named: names(/`([A-Z_]+)`/g), marked: names(/\*\*`([A-Z_]+)`\*\*/g) }
}

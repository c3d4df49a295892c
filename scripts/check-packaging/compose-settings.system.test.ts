import { exitBadConfiguration } from '#contracts/process/settings.ts'
import { askForSettings } from './asked-settings.ts'
import { readComposeFile } from './compose-file.ts'
import { composeProcesses } from './compose-processes.ts'

const compose = readComposeFile()

/** What it is given: the compose file's environment over the image's. */
function given(service: string): readonly string[] {
  return Object.keys(compose.services[service]?.environment ?? {})
}

describe.each(composeProcesses)('$name', ({ name, command }) => {
  const [script] = command

  test('without settings it ends with 78 and names every missing one at once', () => {
    const { exitCode, complaints } = askForSettings(script)
    expect(exitCode).toBe(exitBadConfiguration)
    expect(complaints).toContain('SERVICE_TOKEN')
    expect(complaints).toContain('DATABASE_URL')
  })

  test('compose gives it every setting that it must have', () => {
    const { complaints } = askForSettings(script)
    expect(complaints.filter((setting) => !given(name).includes(setting))).toEqual([])
  })

  test('compose gives it no setting that it does not know', () => {
    const { known } = askForSettings(script)
    expect(given(name).filter((setting) => !known.has(setting))).toEqual([])
  })
})

test('the suite knows every setting that compose gives it, and refuses a bad one with 78', () => {
  const { exitCode, known, complaints } = askForSettings('suite/main.mjs', { SUITE_PORT: 'ship' })
  expect(exitCode).toBe(exitBadConfiguration)
  expect(complaints).toEqual(['SUITE_PORT'])
  expect(given('suite').filter((setting) => !known.has(setting))).toEqual([])
})

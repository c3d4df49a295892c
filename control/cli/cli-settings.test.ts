import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCliSettings } from './cli-settings.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'banyan-cli-'))
  writeFileSync(join(home, 'secrets.json'), JSON.stringify({ operatorToken: 'of this machine' }))
})
afterEach(() => rmSync(home, { recursive: true }))

const configuration = expect.objectContaining({ exitCode: 78 })

describe('where the control plane is, and the token', () => {
  it('are those of npm start by default', () => {
    expect(readCliSettings(undefined, { BANYAN_HOME: home })).toMatchObject({
      url: 'http://127.0.0.1:8090',
      token: 'of this machine',
    })
  })

  it('are taken from option, then environment', () => {
    const environment = { BANYAN_URL: 'http://127.0.0.1:1', OPERATOR_TOKEN: 'given', BANYAN_HOME: home }
    expect(readCliSettings(undefined, environment)).toMatchObject({
      url: 'http://127.0.0.1:1',
      token: 'given',
    })
    expect(readCliSettings('http://localhost:2/x', environment)).toMatchObject({ url: 'http://localhost:2' })
    const file = join(home, 'token')
    writeFileSync(file, 'from a file\n')
    expect(readCliSettings(undefined, { OPERATOR_TOKEN_FILE: file })).toMatchObject({ token: 'from a file' })
  })

  it('does not send the token of this machine to another', () => {
    expect(() => readCliSettings('https://banyan.example.com', { BANYAN_HOME: home })).toThrow(configuration)
    const own = { OPERATOR_TOKEN: 'theirs', BANYAN_HOME: home }
    expect(readCliSettings('https://banyan.example.com', own).token).toBe('theirs')
  })

  test.each([
    ['no token', {}, undefined],
    ['a token file that is not there', { OPERATOR_TOKEN_FILE: '/nowhere/at/all' }, undefined],
    ['an address that is none', { OPERATOR_TOKEN: 'x' }, 'banyan'],
    ['an address of another kind', { OPERATOR_TOKEN: 'x' }, 'file:///etc/passwd'],
  ])('%s is a bad configuration', (_what, environment, url) => {
    const nowhere = join(home, 'nowhere')
    expect(() => readCliSettings(url, { BANYAN_HOME: nowhere, ...environment })).toThrow(configuration)
  })

  it('a broken file of secrets is a bad configuration', () => {
    writeFileSync(join(home, 'secrets.json'), '{"operatorTo')
    expect(() => readCliSettings(undefined, { BANYAN_HOME: home })).toThrow(configuration)
  })
})

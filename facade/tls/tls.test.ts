// The storefront's port with TLS, on real sockets. The certificates beside facade/testing/tls are for tests
// only: nobody trusts them.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { connect as connectPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { type FacadeInTest, startFacade } from '../testing/start-facade.ts'
import { followTlsFiles } from './follow-tls-files.ts'
import { readTlsFiles } from './tls-files.ts'

const testOnly = (name: string) =>
  fileURLToPath(new URL(`../testing/tls/test-only-${name}.pem`, import.meta.url))
const ca = ['one', 'other'].map((name) => readFileSync(testOnly(`${name}.cert`)))

let folder: string
let files: { cert: string; key: string }
let it: FacadeInTest
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-tls-'))
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  lay('one')
  it = await startFacade({
    tls: { material: readTlsFiles(files), follow: () => undefined },
    mode: 'production',
  })
})
afterEach(async () => {
  await it.stop()
  rmSync(folder, { recursive: true })
})

function lay(name: string): void {
  copyFileSync(testOnly(`${name}.cert`), files.cert)
  copyFileSync(testOnly(`${name}.key`), files.key)
}

type Greeting = {
  readonly protocol: string | null
  readonly alpn: string | false | null
  readonly name: string
}

/** What a handshake comes to. */
function greet(options: ConnectionOptions = {}): Promise<Greeting> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: it.port, host: '127.0.0.1', ca, ...options }, () => {
      const { CN } = socket.getPeerCertificate().subject
      resolve({ protocol: socket.getProtocol(), alpn: socket.alpnProtocol, name: String(CN) })
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

function ask(path: string): Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    get({ port: it.port, host: '127.0.0.1', path, ca, agent: false }, (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode, headers: answer.headers })
    }).on('error', reject)
  })
}

test('a shopper is answered, and his cookie is for TLS only', async () => {
  const { status, headers } = await ask('/v1/products/laptop')
  expect(status).toBe(200)
  expect(String(headers['set-cookie'])).toContain('; Secure')
})

test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s with HTTP/1.1', async (version) => {
  const greeting = await greet({
    minVersion: version,
    maxVersion: version,
    ALPNProtocols: ['h2', 'http/1.1'],
  })
  expect(greeting).toEqual({ protocol: version, alpn: 'http/1.1', name: 'one.test' })
})

test.each([
  ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1' }],
  ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }],
  ['only HTTP/2', { ALPNProtocols: ['h2'] }],
] as const)('%s is refused', async (_what, options) => {
  // At level 0 this client would speak the old ones: it is the server who does not.
  const ciphers = 'DEFAULT:@SECLEVEL=0'
  await expect(greet({ ...options, ciphers } as ConnectionOptions)).rejects.toThrow()
})

test('plain HTTP is not answered', async () => {
  const said = await new Promise<string>((resolve) => {
    let text = ''
    const socket = connectPlain(it.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
    socket.on('data', (chunk) => (text += String(chunk)))
    socket.on('error', () => undefined).on('close', () => resolve(text))
  })
  expect(said).not.toContain('HTTP/1.1 2')
  expect((await ask('/v1/products/laptop')).status).toBe(200)
})

describe('a renewed certificate', () => {
  const seen = () => Promise.withResolvers<string>()
  const follow = (heard: ReturnType<typeof seen>) =>
    followTlsFiles(it.facade.server as never, {
      ...{ files, material: readTlsFiles(files), everyMs: 10 },
      onChanged: () => heard.resolve('changed'),
      onRefused: () => heard.resolve('refused'),
    })

  test('is used for new connections, without a restart', async () => {
    const heard = seen()
    follow(heard)
    expect((await greet()).name).toBe('one.test')
    lay('other')
    await heard.promise
    expect((await greet()).name).toBe('other.test')
  })

  test.each([
    [
      'is half written',
      () => writeFileSync(files.cert, readFileSync(testOnly('other.cert')).subarray(0, 200)),
    ],
    ['has another key', () => copyFileSync(testOnly('other.cert'), files.cert)],
    ['is gone', () => rmSync(files.key)],
  ])('that %s is not used: the old one stays', async (_what, spoil) => {
    const heard = seen()
    follow(heard)
    spoil()
    expect(await heard.promise).toBe('refused')
    expect((await greet()).name).toBe('one.test')
  })
})

test.each([
  ['no such file', () => rmSync(files.cert)],
  ['words', () => writeFileSync(files.key, 'hello')],
  ['another key', () => copyFileSync(testOnly('other.key'), files.key)],
])('%s at the start is a bad configuration', (_what, spoil) => {
  spoil()
  expect(() => readTlsFiles(files)).toThrow(/FACADE_TLS_/)
})

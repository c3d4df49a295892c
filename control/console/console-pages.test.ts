import { get } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type ControlServer, startControlServer } from '../testing/control-server.ts'
import { readConsoleAssets } from './console-assets.ts'
import { consolePages } from './console-pages.ts'

const assets = readConsoleAssets()
let server: ControlServer
beforeAll(async () => {
  server = await startControlServer({ console: consolePages(assets) })
})
afterAll(() => server.stop())

const pathOf = (name: string) => [...assets.keys()].find((path) => path.endsWith(`/${name}`)) ?? ''

type Raw = { status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }

function raw(path: string, headers: Record<string, string>): Promise<Raw> {
  return new Promise((resolve, reject) => {
    get(`${server.url}${path}`, { headers }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
    }).on('error', reject)
  })
}

describe("the console's files", () => {
  test('hold in 150 KiB of compressed JavaScript, with room', () => {
    const scripts = [...assets].filter(([path]) => /\.(ts|js)$/.test(path))
    expect(scripts.length).toBeGreaterThan(10)
    expect(scripts.reduce((sum, [, asset]) => sum + asset.gzip.length, 0)).toBeLessThan(60 * 1024)
  })

  test('import nothing that is not served, and carry no types', () => {
    for (const [path, asset] of assets) {
      const source = asset.plain.toString()
      for (const [, from = ''] of source.matchAll(/^import .*? from ["'](.+?)["']/gm)) {
        expect(assets.has(new URL(from, `http://console${path}`).pathname)).toBe(true)
      }
      if (path.includes('/app/')) expect(source).not.toMatch(/^(import type|type |interface )/m)
    }
  })

  test('name nothing outside the console: no CDN, no inline script, no inline style', () => {
    const page = assets.get('/')?.plain.toString() ?? ''
    expect(page).not.toMatch(/https?:|<script>|<style| style=| on\w+=/)
    for (const [, path = ''] of page.matchAll(/(?:href|src)="([^"]+)"/g)) expect(assets.has(path)).toBe(true)
  })

  test('travel compressed as the browser can', async () => {
    const path = pathOf('app/main.ts')
    const plain = assets.get(path)?.plain
    const brotli = await raw(path, { 'accept-encoding': 'gzip, br' })
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
    })
    expect(brotliDecompressSync(brotli.body)).toEqual(plain)
    expect(gunzipSync((await raw(path, { 'accept-encoding': 'gzip' })).body)).toEqual(plain)
    expect((await raw(path, {})).body).toEqual(plain)
  })

  test('are asked for again only when they have changed', async () => {
    expect((await raw(pathOf('app/main.ts'), {})).headers['cache-control']).toContain('immutable')
    const first = await raw('/', {})
    expect(first.headers['cache-control']).toBe('no-cache')
    const again = await raw('/', { 'if-none-match': String(first.headers.etag) })
    expect([again.status, again.body.length]).toEqual([304, 0])
    expect(first.headers['content-security-policy']).toContain("script-src 'self'")
  })

  test('are all there is: no path leads out of them', async () => {
    for (const path of [
      '/assets/../package.json',
      '/assets/app/main.ts',
      pathOf('app/main.ts').replace('main.ts', '../../main.ts'),
      pathOf('app/main.ts').replace('main.ts', 'age.test.ts'),
      '/secrets',
    ]) {
      expect((await raw(path, {})).status).toBe(404)
    }
  })
})

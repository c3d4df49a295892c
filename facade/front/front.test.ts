import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { Registry } from 'prom-client'
import { request } from 'undici'
import { errorTable } from '#contracts/errors.ts'
import document from '#contracts/generated/openapi.json' with { type: 'json' }
import { listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { SettingsError } from '#contracts/process/settings.ts'
import { createFront, type Front } from './front.ts'

function frontWith(prefixes: readonly string[]): Front {
  return createFront({
    passthrough: prefixes.map((prefix) => ({ prefix })),
    legacyUrl: 'http://127.0.0.1:9',
    registry: new Registry(),
    log: silentLog,
    links: [{ href: 'http://127.0.0.1:8090', label: 'The <console>' }],
  })
}

describe('what is at the façade’s address beside the contract', () => {
  const front = frontWith(['/shop-api'])
  const server: Server = createServer(front)
  let base = ''
  beforeAll(async () => {
    base = `http://127.0.0.1:${await listen(server, 0)}`
  })
  afterAll(() => {
    front.close()
    server.close()
    server.closeAllConnections()
  })

  test('the contract’s document is the generated bundle, and is not sent twice', async () => {
    const first = await fetch(`${base}/v1/openapi.json`)
    expect(first.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await first.json()).toEqual(document)
    const etag = first.headers.get('etag') ?? ''
    // Not fetch: it adds no-cache, which asks for the whole again.
    const again = await request(`${base}/v1/openapi.json`, { headers: { 'if-none-match': etag } })
    expect(again.statusCode).toBe(304)
    await again.body.dump()
  })

  test.each(['/docs', '/problems', '/problems/not-found', '/'])(
    '%s is a page that allows only our own files',
    async (path) => {
      const answer = await fetch(`${base}${path}`, { headers: { accept: 'text/html' } })
      const html = await answer.text()
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(answer.headers.get('content-security-policy')).not.toContain('unsafe')
      expect(html).not.toMatch(
        /<script(?![^>]*\bsrc=")|<style|\sstyle=|\son\w+=|(?:src|href)="(?:https?:)?\/\/(?!127\.0\.0\.1)/,
      )
      for (const [, url] of html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)) {
        const file = await fetch(`${base}${url}`)
        expect([url, file.status]).toEqual([url, 200])
        await file.arrayBuffer()
      }
    },
  )

  test('the docs page carries no more of its package than it shows', async () => {
    for (const name of [
      'index.html',
      'swagger-ui-bundle.js.map',
      'package.json',
      '../front.ts',
      '%2e%2e/front.ts',
    ]) {
      expect((await fetch(`${base}/docs/${name}`)).status).toBe(404)
    }
  })

  test.each(Object.keys(errorTable))(
    'the problem type of %s resolves, for people and for programs',
    async (code) => {
      const page = await fetch(`${base}/problems/${code}`, { headers: { accept: 'text/html' } })
      expect(page.status).toBe(200)
      expect(await page.text()).toContain(`<code>${code}</code>`)
      const json = await fetch(`${base}/problems/${code}`, { headers: { accept: 'application/json' } })
      expect(await json.json()).toMatchObject({ type: `/problems/${code}`, code })
    },
  )

  test('the landing page shows links as text, never as markup', async () => {
    expect(await (await fetch(base)).text()).toContain('The &lt;console&gt;')
  })

  test.each([
    ['GET', '/nothing', 404, 'unknown-operation'],
    ['GET', '/problems/no-such-code', 404, 'not-found'],
    ['GET', '/problems/constructor', 404, 'not-found'],
    ['GET', '/problems/%E0%A4%A', 400, 'invalid-target'],
    ['POST', '/docs', 405, 'method-not-allowed'],
    ['DELETE', '/v1/openapi.json', 405, 'method-not-allowed'],
    ['POST', '/v1/nothing', 404, 'unknown-operation'],
    ['GET', '/shop-api/..;/admin-api', 400, 'invalid-target'],
    ['GET', '/DOCS', 404, 'unknown-operation'],
  ])('%s %s is problem %i %s', async (method, path, status, code) => {
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
    const answer = await fetch(`${base}${path}`, { method, headers: { traceparent } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('x-powered-by')).toBeNull()
    const problem = await answer.json()
    expect(problem).toMatchObject({ type: `/problems/${code}`, code, status, traceId: 'ab'.repeat(16) })
    expect(answer.status).toBe(status)
    if (status === 405) expect(answer.headers.get('allow')).toBe('GET, HEAD')
  })

  test('a refused request keeps its connection, unless a body of it is still to come', async () => {
    const port = Number(new URL(base).port)
    const ask = (head: string) => {
      const socket = connect(port, '127.0.0.1')
      socket.end(`${head}\r\nhost: x\r\n\r\n`)
      return text(socket)
    }
    expect(await ask('GET /nothing HTTP/1.1')).toMatch(/^HTTP\/1\.1 404 .*\r\nConnection: keep-alive\r\n/s)
    expect(await ask('POST /nothing HTTP/1.1\r\ncontent-length: 9')).toMatch(/\r\nconnection: close\r\n/)
  })

  test('HEAD answers like GET, without a body', async () => {
    const answer = await fetch(`${base}/docs`, { method: 'HEAD' })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('')
  })
})

test.each(['/docs', '/v1/x', 'shop-api', '/', '/a/../b', '/a?b'])(
  'a passthrough prefix %s is refused at start',
  (prefix) => {
    expect(() => frontWith([prefix])).toThrow(SettingsError)
  },
)

// The documentation in a real browser: it draws the contract, "try it" reaches the façade, nothing else is
// asked.
import { createServer, type Server } from 'node:http'
import type { Browser } from 'playwright-core'
import { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { openBrowser } from '#scripts/testing/browser.ts'
import { createFront } from './front.ts'

let browser: Browser
let server: Server
let base = ''

beforeAll(async () => {
  const front = createFront({
    passthrough: [],
    legacyUrl: 'http://127.0.0.1:9',
    registry: new Registry(),
    log: silentLog,
  })
  server = createServer((req, res) => {
    if (req.url === '/v1/categories') res.setHeader('content-type', 'application/json').end('{"items":[]}')
    else front(req, res)
  })
  base = `http://127.0.0.1:${await listen(server, 0)}`
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  await closeServer(server, 0)
})

test('shows every operation, tries one, asks nobody but the façade and breaks no policy', async () => {
  const page = await browser.newPage()
  const complaints: string[] = []
  const asked = new Set<string>()
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on(
    'request',
    (request) => request.url().startsWith('data:') || asked.add(new URL(request.url()).origin),
  )
  await page.goto(`${base}/docs`)
  const operation = page.locator('#operations-catalog-listCategories')
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('button.execute').click()
  const answer = operation.locator('.live-responses-table .response-col_status').last()
  await answer.waitFor()
  expect(await answer.textContent()).toContain('200')
  expect(await page.locator('.opblock').count()).toBe(6)
  expect([...asked]).toEqual([base])
  expect(complaints).toEqual([])
  await page.close()
})

// The console in a real browser, as an operator uses it.
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '#scripts/testing/browser.ts'
import { barriers } from '../testing/accessibility.ts'
import { noBrowserHere } from '../testing/browser-here.ts'
import { anExplanation, makeBusy } from '../testing/busy-shop.ts'
import {
  allIsWell,
  type ControlServer,
  operatorPassword,
  startControlServer,
} from '../testing/control-server.ts'
import { readConsoleAssets } from './console-assets.ts'
import { consolePages } from './console-pages.ts'

const pages = consolePages(readConsoleAssets())
/** Set it to a folder to look at what the tests see. */
const pictures = process.env.BANYAN_PICTURES

const inBrowser = noBrowserHere === null ? describe : describe.skip
if (noBrowserHere !== null) process.stderr.write(`The console is not tested here: ${noBrowserHere}\n`)

let browser: Browser | null = null
let context: BrowserContext
let page: Page
let server: ControlServer
let skewMs: number
let complaints: string[]
let asked: Set<string>

beforeAll(async () => {
  if (noBrowserHere !== null) return
  browser = await openBrowser()
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => asked.add(new URL(request.url()).origin))
})

afterAll(() => browser?.close())

beforeEach(async () => {
  skewMs = 0
  complaints = []
  asked = new Set()
  server = await startControlServer({
    console: pages,
    explain: async () => anExplanation,
    now: () => Date.now() + skewMs,
  })
  makeBusy(server)
  await context.clearCookies()
  await page.emulateMedia({ colorScheme: 'light' })
})

afterEach(async () => {
  await page.goto('about:blank')
  await server.stop()
})

async function logIn(where = page, query = ''): Promise<void> {
  await where.goto(`${server.url}/${query}`)
  await where.getByLabel('Your name').fill('anna')
  await where.getByLabel('Password').fill(operatorPassword)
  await where.getByRole('button', { name: 'Log in' }).click()
  await where.getByRole('heading', { name: 'catalog' }).waitFor()
}

const card = (where = page, journey = 'catalog') => where.getByRole('region', { name: journey, exact: true })
const step = (to: number, where = page) => card(where).getByRole('button', { name: `${to}`, exact: true })
const says = (text: string, where = page) => card(where).getByText(text).waitFor()
const flag = async () => (await server.flags.list())[0]
const set = (percent: number, reason = 'first visitors', actor = 'bert') =>
  server.flags.setPercent('catalog', percent, { actor, reason })

async function picture(name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

inBrowser('an operator', () => {
  test('logs in, and is told when the password is wrong', async () => {
    await page.goto(server.url)
    await page.getByLabel('Password').fill('a guess')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('The password is not the right one.').waitFor()
    await page.getByLabel('Password').fill(operatorPassword)
    await page.getByRole('button', { name: 'Log in' }).click()
    await card().waitFor()
    expect(await page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }])
  })

  test('sees both sides next to each other, and the figures move', async () => {
    await logIn()
    const row = card().getByRole('row', { name: /^getProduct/ })
    const figures = async () => (await row.locator('td[title]').allTextContents()).map((text) => text.trim())
    expect(await figures()).toEqual(
      ['9,120', '30', '0.10 %', '35', '88', '158'].concat(['3,021', '10', '0.03 %', '3.0', '7.4', '13']),
    )
    server.figures.set('getProduct', 'new', { requests: 4_444, errors: 444 })
    await row.getByText('4,444').waitFor()
    expect((await figures()).at(8)).toMatch(/▲\s*10\.0 %/)
    for (const cell of await row.locator('td').all()) {
      expect((await cell.getAttribute('title')) ?? (await cell.locator('title').textContent())).toBeTruthy()
    }
  })

  test('moves visitors forward with a reason, after seeing what moves', async () => {
    await logIn()
    await step(25).click()
    const dialog = page.getByRole('dialog', { name: 'Move catalog from 0 % to 25 %?' })
    await dialog.getByText('about 310 of the 1,240 seen in the last 5 minutes').waitFor()
    expect(await dialog.getByRole('button', { name: 'Move to 25 %' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Why').fill('first visitors')
    await dialog.getByRole('button', { name: 'Move to 25 %' }).click()
    await says('Moved to 25 %.')
    expect(await flag()).toMatchObject({ percent: 25, enabled: true })
    expect(await server.trail.read({ limit: 1, target: 'catalog', olderThan: null })).toMatchObject([
      { actor: 'anna', via: 'session', reason: 'first visitors', outcome: 'done' },
    ])
    expect(await step(25).getAttribute('aria-pressed')).toBe('true')
  })

  test('goes back with one click', async () => {
    await set(50)
    await logIn()
    await step(10).click()
    await says('Went back from 50 % to 10 %.')
    expect(await flag()).toMatchObject({ percent: 10 })
  })

  test('kills with one click and undoes it', async () => {
    await set(25)
    await logIn()
    await card().getByRole('button', { name: 'Kill' }).click()
    await says('every visitor gets legacy')
    expect(await flag()).toMatchObject({ enabled: false, percent: 25 })
    await picture('killed')
    await card().getByRole('button', { name: 'Revive' }).click()
    const dialog = page.getByRole('dialog', { name: 'Revive catalog at 25 %?' })
    await dialog.getByLabel('Why').fill('fixed')
    await page.keyboard.press('Enter')
    await says('Revived at 25 %.')
    expect(await flag()).toMatchObject({ enabled: true, percent: 25 })
  })

  test('sees who changed it last and why, by whatever tool', async () => {
    await logIn()
    await set(5, 'by <b>another</b> tool')
    await says('“by <b>another</b> tool”')
    await says('by bert')
  })

  test('is told when somebody was faster in another tab, and nothing is overwritten', async () => {
    await logIn()
    const other = await context.newPage()
    await other.goto(server.url)
    await step(25).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Why').fill('mine')
    await step(50, other).click()
    await other.getByRole('dialog').getByLabel('Why').fill('half at once')
    await other.getByRole('dialog').getByRole('button', { name: 'Move to 50 %' }).click()
    await says('Moved to 50 %.', other)
    await dialog.getByRole('button', { name: 'Move to 25 %' }).click()
    await dialog.getByText('It has changed since you read it').waitFor()
    await dialog.getByText('half at once').waitFor()
    await picture('conflict')
    expect(await dialog.getByRole('heading').textContent()).toBe('Move catalog from 0 % to 25 %?')
    expect(await flag()).toMatchObject({ percent: 50 })
    await dialog.getByRole('button', { name: 'Close and look' }).click()
    await card().getByRole('button', { name: '50', exact: true, pressed: true }).waitFor()
    await other.goto('about:blank')
  })

  test('is told why a step was refused', async () => {
    await set(25)
    await logIn()
    server.flags.away = true
    await card().getByRole('button', { name: 'Kill' }).click()
    await says('stop the rebuilt services')
  })

  test('asks why a visitor gets a side, and imports', async () => {
    await logIn()
    await page.getByRole('combobox', { name: 'Operation' }).selectOption('getProduct')
    await page.getByRole('button', { name: 'Which side, and why?' }).click()
    await page.getByText('draw 17 of 100, the new side takes up to 25').waitFor()
    const imports = page.getByRole('region', { name: 'Import' })
    await imports.getByText('Never imported').first().waitFor()
    await imports.getByRole('button', { name: 'Import all of catalog' }).click()
    await imports.getByText('categories …').waitFor()
    server.sync.advance({ phase: 'products', done: 20, total: 54 })
    await imports.getByText('20 of 54 products').waitFor()
  })

  test('is logged out in the page when the session ends', async () => {
    await logIn()
    skewMs = 13 * 60 * 60 * 1000
    await page.getByLabel('Password').waitFor()
  })
})

inBrowser('the page', () => {
  test('keeps the window in its URL', async () => {
    await logIn(page, '?window=1h')
    const chosen = (name: string) => page.getByRole('button', { name, exact: true, pressed: true }).waitFor()
    await chosen('1h')
    await page.getByRole('button', { name: '15m' }).click()
    expect(new URL(page.url()).search).toBe('?window=15m')
    await page.reload()
    await chosen('15m')
    await page.goBack()
    await chosen('1h')
  })

  test('turns red where a part is away, and nothing jumps', async () => {
    await logIn()
    const before = await card().boundingBox()
    const meaning = 'Reads on legacy are answered by the new side.'
    const dependencies = allIsWell().dependencies.map((one) =>
      one.name === 'suite' ? { ...one, state: 'away' as const, latencyMs: null, meaning } : one,
    )
    server.status.view = { ...allIsWell(), state: 'degraded', dependencies }
    await page.getByText(`suite away. ${meaning}`).waitFor()
    expect(await card().boundingBox()).toEqual(before)
    await picture('degraded')
    expect(await barriers(page)).toEqual([])
  })

  test('greys figures that are older than 15 s, and tells their age', async () => {
    await logIn()
    server.figures.away = true
    skewMs = 23_000
    await page.getByText(/^◌ 2\d s old$/).waitFor()
    expect(await page.locator('.journey.stale').count()).toBe(2)
    await picture('stale')
    expect(await barriers(page)).toEqual([])
  })

  test('says what to do where nothing happens yet', async () => {
    const quiet = await startControlServer({ console: pages })
    await page.goto(quiet.url)
    await page.getByLabel('Password').fill(operatorPassword)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('npm run shoppers').waitFor()
    await picture('empty')
    await page.goto('about:blank')
    await quiet.stop()
  })

  test.each(['light', 'dark'] as const)('has no barrier in %s, and fits 1280×720', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await set(25)
    await page.goto(server.url)
    await page.getByLabel('Password').waitFor()
    expect(await barriers(page)).toEqual([])
    await picture(`login-${colorScheme}`)
    await logIn()
    await says('first visitors')
    await page.getByRole('button', { name: 'Which side, and why?' }).click()
    await page.getByText('of 100: at 10 %').waitFor()
    expect(await barriers(page)).toEqual([])
    await picture(`overview-${colorScheme}`)
    const [wide, high] = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement
      return [scrollWidth, scrollHeight]
    })
    expect([wide, high]).toEqual([1280, 720])
    await step(50).click()
    await page.getByRole('dialog').waitFor()
    expect(await barriers(page)).toEqual([])
    await picture(`dialog-${colorScheme}`)
  })

  test('works by keyboard alone', async () => {
    await logIn()
    await step(25).focus()
    await page.keyboard.press('Enter')
    const why = page.getByRole('dialog').getByLabel('Why')
    await why.waitFor()
    expect(await why.evaluate((input) => input === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await step(25).evaluate((button) => button === document.activeElement)).toBe(true)
    expect(await flag()).toMatchObject({ percent: 0 })
  })

  test('asks nobody but its own server, and breaks no rule of its own policy', async () => {
    await logIn()
    expect([...asked]).toEqual([server.url])
    // A browser reports the answer to "who am I?" before the log-in as an error.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  })
})

// A real browser for tests: a headless Chromium that comes with the install (Linux x64), also as root.
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** These would let a page do what a shopper's browser forbids. */
const tooLax = new Set(['--disable-web-security', '--allow-running-insecure-content'])
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Starts it; `BROWSER_PATH` names an installed Chrome or Chromium instead. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: process.env.BROWSER_PATH ?? (await chromium.executablePath()),
    args: [...chromium.args.filter((arg) => !tooLax.has(arg)), ...quiet],
    headless: true,
  })
}

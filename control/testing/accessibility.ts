import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Finding = { readonly id: string; readonly nodes: readonly { readonly html: string }[] }
type Judge = { run(options: object): Promise<{ readonly violations: readonly Finding[] }> }

/** What an automatic judge of accessibility finds on a page as it stands: WCAG 2.2 AA. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async (runOnly) => {
    const { axe: judge } = globalThis as unknown as { axe: Judge }
    const { violations } = await judge.run({ runOnly })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }, tags)
}

// Whoever is woken by an alert finds its page, and no page is without an alert.
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

type Alert = { readonly alert: string; readonly annotations: { readonly runbook?: string } }

const { groups } = parse(readFileSync('deploy/prometheus/alerts.yml', 'utf8'))
const alerts: readonly Alert[] = groups.flatMap((group: { rules: Alert[] }) => group.rules)
const tested = readFileSync('deploy/prometheus/alerts.test.yml', 'utf8')
const operations = readFileSync('docs/operations.md', 'utf8')

test.each(alerts.map((alert) => [alert.alert, alert] as const))(
  '%s has a runbook: what it means, what shoppers notice, what to do',
  (name, { annotations }) => {
    const page = readFileSync(annotations.runbook ?? '', 'utf8')
    const headings = [...page.matchAll(/^##? (.*)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual([name, 'What it means', 'What shoppers notice', 'What to do, in this order'])
    expect(page).toMatch(/^1\. /m)
  },
)

test.each(alerts.map(({ alert }) => alert))('%s is tested when it fires and when not, and listed', (name) => {
  expect(tested).toContain(`alertname: ${name}, exp_alerts: [] }`)
  expect(tested).toMatch(new RegExp(`alertname: ${name}\\n`))
  expect(operations).toContain(`[\`${name}\`](runbooks/`)
})

test('no runbook is without its alert', () => {
  const pages = readdirSync('docs/runbooks').map((name) => `docs/runbooks/${name}`)
  expect(pages.sort()).toEqual(alerts.map(({ annotations }) => annotations.runbook).sort())
})

test('a runbook points at pages that exist', () => {
  for (const name of readdirSync('docs/runbooks')) {
    const page = readFileSync(`docs/runbooks/${name}`, 'utf8')
    for (const [, target] of page.matchAll(/\]\(([a-z-]+\.md)\)/g)) {
      expect(readdirSync('docs/runbooks')).toContain(target)
    }
  }
})

import { execFileSync } from 'node:child_process'
import { prometheusFolder, whyMissing } from './real-prometheus.ts'

const missing = whyMissing('promtool')

if (missing) {
  process.stderr.write(`Prometheus' own checks do not run here: ${missing}\n`)
  it.todo(`Prometheus' own checks do not run here: ${missing}`)
} else {
  const promtool = (...args: readonly string[]) => execFileSync('promtool', args, { encoding: 'utf8' })

  test('Prometheus takes its configuration and the alerts', () => {
    // The file of a secret is only there in the container.
    const file = `${prometheusFolder}/prometheus.yml`
    expect(promtool('check', 'config', '--syntax-only', file)).toContain('SUCCESS')
    expect(promtool('check', 'rules', `${prometheusFolder}/alerts.yml`)).toContain('SUCCESS')
  })

  test('every alert fires when it should, and only then', () => {
    expect(promtool('test', 'rules', `${prometheusFolder}/alerts.test.yml`)).toContain('SUCCESS')
  })
}

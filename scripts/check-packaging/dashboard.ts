// The provisioned Grafana dashboard as plain data.
import { readFileSync } from 'node:fs'

export type Panel = {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number }
  readonly datasource?: { readonly uid: string }
  readonly targets?: readonly { readonly expr: string }[]
}

export type Dashboard = {
  readonly title: string
  readonly uid: string
  readonly panels: readonly Panel[]
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] }
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition: string }[] }
}

export const dashboardPath = 'deploy/grafana/dashboards/legacy-new.json'

export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(dashboardPath, 'utf8')) as Dashboard
}

/** Every PromQL expression in it, its flips too. */
export function expressionsOf({ panels, annotations }: Dashboard): readonly string[] {
  const shown = panels.flatMap((panel) => (panel.targets ?? []).map((target) => target.expr))
  return [...shown, ...annotations.list.map((annotation) => annotation.expr)]
}

/** An expression as Grafana would send it when everything is chosen. */
export function filledIn(expression: string): string {
  return expression.replaceAll('$__rate_interval', '1m').replace(/\$(capability|operation)/g, '.*')
}

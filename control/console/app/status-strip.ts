import type { DependencyView, StatusView } from '../../api/views.ts'
import { formatAgo, formatClock, formatMs } from './format.ts'
import { html } from './html.ts'

const names: { readonly [Name in DependencyView['name']]: string } = {
  facade: 'façade',
  services: 'services',
  suite: 'suite',
  flags: 'flags',
  database: 'database',
  events: 'events',
}

const signs: { readonly [State in DependencyView['state']]: string } = {
  unknown: '…',
  ok: '✓',
  degraded: '!',
  away: '✕',
}

type Props = { readonly status: StatusView | null; readonly connected: boolean; readonly now: number }

/** How every part is, always in the same place and height; red when one is not well. */
export function StatusStrip({ status, connected, now }: Props) {
  const ill = status?.dependencies.filter(({ state }) => state === 'away' || state === 'degraded') ?? []
  const bad = !connected || ill.length > 0
  return html`<details class="strip ${bad ? 'bad' : ''}">
    <summary>
      <span class="says" role="status">${summaryOf(status, connected, ill)}</span>
      <span class="parts">
        ${status?.dependencies.map(
          ({ name, state, latencyMs }) =>
            html`<span key=${name} class="part ${state}" title=${`${names[name]}: ${state}`}>
              <span aria-hidden="true">${signs[state]}</span> ${names[name]}${' '}
              <small>${latencyMs === null ? state : `${formatMs(latencyMs)} ms`}</small></span>`,
        )}
      </span>
    </summary>
    <ul>
      ${status?.dependencies.map(
        (one) =>
          html`<li key=${one.name} class=${one.state}><b>${signs[one.state]} ${names[one.name]}</b>
            ${' '}${one.state} since ${formatClock(one.since)} (${formatAgo(one.since, now)})
            ${one.detail && `: ${one.detail}`} ${one.meaning}</li>`,
      )}
      ${
        (status?.auditWaiting ?? 0) > 0 &&
        html`<li>${status?.auditWaiting} audit entries wait on disk for the database.</li>`
      }
    </ul>
  </details>`
}

function summaryOf(status: StatusView | null, connected: boolean, ill: readonly DependencyView[]): string {
  if (!connected) return status === null ? 'Connecting …' : 'The control plane does not answer: trying again.'
  if (status === null || status.state === 'unknown') return 'Asking every part how it is …'
  const [first, ...others] = ill
  if (first === undefined) return 'All parts are well'
  const more = others.length === 0 ? '' : ` (and ${others.map(({ name }) => names[name]).join(', ')})`
  return `${names[first.name]} ${first.state}${more}. ${first.meaning ?? ''}`
}

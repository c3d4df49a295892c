import type { JourneyView, OperationView, SideView } from '../../api/views.ts'
import { formatCount, formatMs, formatPercent, formatRate } from './format.ts'
import { howComputed } from './how-computed.ts'
import { html } from './html.ts'
import { Sparkline } from './sparkline.ts'

type Props = {
  readonly journey: JourneyView
  /** How the window is called in a sentence. */
  readonly window: string
}

const sides = ['legacy', 'new'] as const
/** Share of failed requests, in percent, that is marked. */
const worrying = 1
const columns = ['traffic', 'requests', 'req/s', 'errors', 'p50 ms', 'p95 ms', 'p99 ms'] as const

/** Both sides of a journey and of each of its operations, mirrored. */
export function FiguresTable({ journey, window }: Props) {
  const all = { operation: 'all operations', sides: journey.sides } as const
  return html`<table class="figures">
    <caption class="hidden">${journey.journey}: legacy and new side by side in ${window}</caption>
    <colgroup><col class="name" /></colgroup>
    ${sides.map(
      (side) => html`<colgroup key=${side} class="side">
        ${columns.map((column) => html`<col key=${column} class=${column} />`)}
      </colgroup>`,
    )}
    <thead>
      <tr>
        <td></td>
        ${sides.map(
          (side) =>
            html`<th key=${side} scope="colgroup" colspan=${columns.length} class=${side}>${side}</th>`,
        )}
      </tr>
      <tr>
        <th scope="col" class="name">operation</th>
        ${sides.map((side) =>
          columns.map(
            (column) =>
              html`<th key=${side + column} scope="col" class=${column === 'traffic' ? 'first' : ''}>
                ${column}</th>`,
          ),
        )}
      </tr>
    </thead>
    <tbody>
      <${Row} row=${all} window=${window} total />
      ${journey.operations.map((row) => html`<${Row} key=${row.operation} row=${row} window=${window} />`)}
    </tbody>
  </table>`
}

type RowProps = {
  readonly row: Pick<OperationView, 'sides'> & { readonly operation: string }
  readonly window: string
  readonly total?: boolean
}

function Row({ row, window, total = false }: RowProps) {
  const top = Math.max(0, ...row.sides.legacy.series, ...row.sides.new.series)
  return html`<tr class=${total ? 'total' : ''}>
    <th scope="row" class="name">${row.operation}</th>
    ${sides.map((side) => sideCells({ side, figures: row.sides[side], top, what: row.operation, window }))}
  </tr>`
}

type Cells = {
  readonly side: 'legacy' | 'new'
  readonly figures: SideView
  readonly top: number
  readonly what: string
  readonly window: string
}

function sideCells({ side, figures, top, what, window }: Cells) {
  const about = { side, what, window }
  const quiet = figures.requests === 0 ? 'quiet' : ''
  const failing = (figures.errorPercent ?? 0) >= worrying ? 'failing' : ''
  return [
    html`<td class="first"><${Sparkline} side=${side} series=${figures.series} top=${top}
      title=${howComputed.traffic(about)} /></td>`,
    html`<td class=${quiet} title=${howComputed.requests(about)}>${formatCount(figures.requests)}</td>`,
    html`<td class=${quiet} title=${howComputed.rate(about)}>${formatRate(figures.ratePerSecond)}</td>`,
    html`<td class=${quiet || failing} title=${howComputed.errors(about, figures.errors, figures.fallbacks)}>
      ${failing && html`<span aria-hidden="true">▲ </span>`}${formatPercent(figures.errorPercent)}</td>`,
    html`<td class=${quiet} title=${howComputed.quantile(about, 50)}>${formatMs(figures.p50Ms)}</td>`,
    html`<td class=${quiet} title=${howComputed.quantile(about, 95)}>${formatMs(figures.p95Ms)}</td>`,
    html`<td class=${quiet} title=${howComputed.quantile(about, 99)}>${formatMs(figures.p99Ms)}</td>`,
  ]
}

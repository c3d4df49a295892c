import { html } from './html.ts'

const width = 72
const height = 20

/**
 * Corners of a line over equal steps, lower is more. Pure.
 * @param top what reaches the upper edge: shared by both sides, so that they can be compared
 */
export function sparkPoints(series: readonly number[], top: number): string {
  if (series.length < 2) return ''
  const step = width / (series.length - 1)
  const y = (value: number) => height - 1 - (top === 0 ? 0 : (value / top) * (height - 2))
  return series.map((value, index) => `${(index * step).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
}

type Props = {
  readonly side: 'legacy' | 'new'
  readonly series: readonly number[]
  readonly top: number
  readonly title: string
}

/** The course of one side's traffic. */
export function Sparkline({ side, series, top, title }: Props) {
  return html`<svg class="spark ${side}" width=${width} height=${height} viewBox="0 0 ${width} ${height}"
    role="img" aria-label=${title}><title>${title}</title>
    <polyline points=${sparkPoints(series, top)} /></svg>`
}

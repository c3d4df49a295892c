// Numbers and times as an operator reads them. Pure; null is always a dash.

/** Where there is nothing to tell. */
export const nothing = '–'

const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

export function formatCount(count: number): string {
  return grouped.format(count)
}

/** @param perSecond e.g. requests per second */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0'
  return perSecond < 10 ? perSecond.toFixed(1) : grouped.format(perSecond)
}

/** @param percent 0–100 */
export function formatPercent(percent: number | null): string {
  if (percent === null) return nothing
  if (percent === 0 || percent === 100) return `${percent} %`
  if (percent < 0.01) return '< 0.01 %'
  return `${percent.toFixed(percent < 1 ? 2 : 1)} %`
}

export function formatMs(ms: number | null): string {
  if (ms === null) return nothing
  if (ms < 10) return ms.toFixed(1)
  return ms < 10_000 ? grouped.format(ms) : `${(ms / 1000).toFixed(1)} s`
}

/** @param seconds length of a stretch of time */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 90) return `${whole} s`
  if (whole < 90 * 60) return `${Math.round(whole / 60)} min`
  if (whole < 36 * 3600) return `${Math.round(whole / 3600)} h`
  return `${Math.round(whole / 86_400)} days`
}

/** How long ago it was. @param at RFC 3339 */
export function formatAgo(at: string, now: number): string {
  const seconds = (now - Date.parse(at)) / 1000
  return seconds < 5 ? 'just now' : `${formatSpan(seconds)} ago`
}

/** Local time of day. @param at RFC 3339 */
export function formatClock(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB')
}

import { html } from './html.ts'

/** Windows of the overview; the short names stand in the URL. */
export const windows = [
  { name: '1m', seconds: 60, title: 'the last minute' },
  { name: '5m', seconds: 300, title: 'the last 5 minutes' },
  { name: '15m', seconds: 900, title: 'the last 15 minutes' },
  { name: '1h', seconds: 3_600, title: 'the last hour' },
] as const

export type WindowName = (typeof windows)[number]['name']

/** The window that a URL names; what is unknown is the default. */
export function windowOf(search: string): WindowName {
  const asked = new URLSearchParams(search).get('window')
  return windows.find((one) => one.name === asked)?.name ?? '5m'
}

export function windowSeconds(name: WindowName): number {
  return windows.find((one) => one.name === name)?.seconds ?? 300
}

type Props = { readonly chosen: WindowName; readonly choose: (name: WindowName) => void }

export function WindowChoice({ chosen, choose }: Props) {
  return html`<div class="segments" role="group" aria-label="Window of the figures">
    ${windows.map(
      ({ name, title }) =>
        html`<button type="button" key=${name} title="Show ${title}" aria-pressed=${name === chosen}
          onClick=${() => choose(name)}>${name}</button>`,
    )}
  </div>`
}

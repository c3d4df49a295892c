// The first page: every journey with both sides next to each other, and the control to move it.
import { useEffect, useState } from 'preact/hooks'
import type { JourneysView } from '../../api/views.ts'
import { ageSeconds, isStale } from './age.ts'
import { callApi } from './call-api.ts'
import { ExplainBox } from './explain-box.ts'
import { formatSpan } from './format.ts'
import { html } from './html.ts'
import { ImportPanel } from './import-panel.ts'
import { JourneyCard } from './journey-card.ts'
import { useLive, useNow } from './live.ts'
import { StatusStrip } from './status-strip.ts'
import { WindowChoice, type WindowName, windowOf, windowSeconds, windows } from './window-choice.ts'

const icon = new URL('../icon.svg', import.meta.url).pathname

type Props = { readonly operator: string; readonly signedOut: () => void }

export function Overview({ operator, signedOut }: Props) {
  const [chosen, choose] = useWindowInUrl()
  const live = useLive(windowSeconds(chosen), signedOut)
  const now = useNow()
  const { journeys } = live
  const age = journeys && ageSeconds(journeys.figures.asOf, journeys.at, live.receivedAt, now)
  const logOut = async () => {
    await callApi('/api/session', { method: 'DELETE' }).catch(() => undefined)
    signedOut()
  }
  return html`<div class="page">
    <header class="top">
      <h1><img src=${icon} alt="" width="22" height="22" /> Banyan</h1>
      <nav aria-label="Pages"><a href="/" aria-current="page">Overview</a></nav>
      <${WindowChoice} chosen=${chosen} choose=${choose} />
      <${Freshness} journeys=${journeys} age=${age} />
      <span class="operator">${operator}</span>
      <button type="button" onClick=${logOut}>Log out</button>
    </header>
    <${StatusStrip} status=${live.status} connected=${live.connected} now=${now} />
    <main>
      <div class="journeys">
        ${journeys?.items.map(
          (journey) =>
            html`<${JourneyCard} key=${journey.journey} journey=${journey} now=${now}
              window=${windows.find(({ name }) => name === chosen)?.title} stale=${isStale(age)} />`,
        )}
        <${EmptyHint} journeys=${journeys} />
      </div>
      <aside aria-label="Tools">
        <${ExplainBox} operations=${operationsOf(journeys)} />
        <${ImportPanel} capabilities=${capabilitiesOf(journeys)} imports=${live.imports} now=${now} />
      </aside>
    </main>
  </div>`
}

function useWindowInUrl(): [WindowName, (name: WindowName) => void] {
  const [chosen, setChosen] = useState(windowOf(location.search))
  useEffect(() => {
    const back = () => setChosen(windowOf(location.search))
    window.addEventListener('popstate', back)
    return () => window.removeEventListener('popstate', back)
  }, [])
  return [
    chosen,
    (name) => {
      if (name !== chosen) history.pushState(null, '', `?window=${name}`)
      setChosen(name)
    },
  ]
}

type FreshnessProps = { readonly journeys: JourneysView | null; readonly age: number | null }

function Freshness({ journeys, age }: FreshnessProps) {
  const text =
    journeys === null
      ? 'loading …'
      : age === null
        ? 'no figures yet'
        : isStale(age)
          ? `${formatSpan(age)} old`
          : 'live'
  const title = journeys?.figures.detail ?? 'Age of the figures; pushed every second'
  return html`<span class="freshness ${text === 'live' ? 'live' : 'old'}" title=${title}>
    <span aria-hidden="true">${text === 'live' ? '●' : '◌'}</span> ${text}</span>`
}

/** What to do where nothing happens yet. */
function EmptyHint({ journeys }: { readonly journeys: JourneysView | null }) {
  if (journeys === null) return html`<p class="hint">Loading the journeys …</p>`
  const seen = journeys.items.some(({ sides }) => sides.legacy.requests + sides.new.requests > 0)
  const text = seen
    ? ''
    : 'No requests in this window. Send some: npm run shoppers, or open a product through the storefront API.'
  return html`<p class="hint empty">${text}</p>`
}

function operationsOf(journeys: JourneysView | null): readonly string[] {
  return journeys?.items.flatMap(({ operations }) => operations.map(({ operation }) => operation)) ?? []
}

function capabilitiesOf(journeys: JourneysView | null): readonly string[] {
  return [...new Set(journeys?.items.flatMap(({ capabilities }) => capabilities))]
}

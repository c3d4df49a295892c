// Where the console starts in a browser: the log-in page, or the overview.
import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { callApi, Refused } from './call-api.ts'
import { html } from './html.ts'
import { LoginPage } from './login-page.ts'
import { Overview } from './overview.ts'

type State =
  | { readonly at: 'asking' }
  | { readonly at: 'out' }
  | { readonly at: 'in'; readonly operator: string }

function Console() {
  const [state, setState] = useState<State>({ at: 'asking' })
  const ask = async () => {
    try {
      const { name } = await callApi<{ name: string }>('/api/session')
      setState({ at: 'in', operator: name })
    } catch (error) {
      if (error instanceof Refused && error.status === 401) setState({ at: 'out' })
      else setTimeout(ask, 2_000)
    }
  }
  useEffect(() => void ask(), [])
  if (state.at === 'asking') return html`<p class="hint">Asking who you are …</p>`
  if (state.at === 'out') return html`<${LoginPage} signedIn=${ask} />`
  return html`<${Overview} operator=${state.operator} signedOut=${() => setState({ at: 'out' })} />`
}

const place = document.getElementById('console')
if (place !== null) render(html`<${Console} />`, place)

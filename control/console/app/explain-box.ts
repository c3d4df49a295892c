import { useState } from 'preact/hooks'
import type { ExplanationView } from '../../api/views.ts'
import { callApi, Refused } from './call-api.ts'
import { howComputed } from './how-computed.ts'
import { html } from './html.ts'
import { typedText } from './typed-text.ts'

type Props = { readonly operations: readonly string[] }
type Answer = ExplanationView | Refused | null

/** Which side a visitor gets for an operation, and why. */
export function ExplainBox({ operations }: Props) {
  const [answer, setAnswer] = useState<Answer>(null)
  const [visitor, setVisitor] = useState('')
  const [chosen, setOperation] = useState('')
  const operation = chosen || (operations[0] ?? '')
  const ask = async (event: Event) => {
    event.preventDefault()
    const query = new URLSearchParams({ operation })
    if (visitor.trim() !== '') query.set('visitor', visitor.trim())
    try {
      setAnswer(await callApi<ExplanationView>(`/api/explain?${query}`))
    } catch (error) {
      setAnswer(error instanceof Refused ? error : new Refused(0, String(error), ''))
    }
  }
  return html`<section class="card side" aria-labelledby="explain">
    <h2 id="explain">Explain</h2>
    <form class="fields" onSubmit=${ask}>
      <label class="field">Operation
        <select value=${operation} onChange=${typedText(setOperation)}>
          ${operations.map((id) => html`<option key=${id} value=${id}>${id}</option>`)}
        </select>
      </label>
      <label class="field">Visitor
        <input value=${visitor} placeholder="id or token; empty: somebody new" autocomplete="off"
          spellcheck=${false} maxlength="512" onInput=${typedText(setVisitor)} />
      </label>
      <button type="submit">Which side, and why?</button>
    </form>
    <div class="answer" aria-live="polite"><${Told} answer=${answer} /></div>
  </section>`
}

function Told({ answer }: { readonly answer: Answer }) {
  if (answer === null) {
    return html`<p class="hint">Asks the façade as it is now. A visitor's id is the first part of the cookie
      banyan-visitor.</p>`
  }
  if (answer instanceof Refused) return html`<p class="refused">${answer.message}. ${answer.detail}</p>`
  const { side, reason, refused, rules, draw, atPercent } = answer
  const decided = rules.find(({ outcome }) => outcome === 'decided')
  return html`<p><span class="chip ${side ?? 'bad'}">${side ?? refused}</span> <b>${reason}</b>${': '}
      ${decided?.because}</p>
    ${
      draw !== null &&
      html`<p>Draw <b title=${howComputed.draw}>${draw}</b>
        ${' '}of 100: ${atPercent.map(
          (at, index) => html`${index > 0 && ', '}at ${at.percent} % <b class=${at.side}>${at.side}</b>`,
        )}</p>`
    }`
}

import { useState } from 'preact/hooks'
import type { FlagView } from '../../api/views.ts'
import { html } from './html.ts'
import { typedText } from './typed-text.ts'

/** Usual steps of a ramp; any other percentage can be typed. */
const steps = [0, 1, 5, 10, 25, 50, 100]

type Props = {
  readonly journey: string
  readonly flag: FlagView
  readonly busy: boolean
  readonly set: (percent: number) => void
}

/** Moves the set percentage. */
export function PercentControl({ journey, flag, busy, set }: Props) {
  const [typed, setTyped] = useState('')
  const percent = Number(typed)
  const good = /^\d{1,3}$/.test(typed) && percent <= 100 && percent !== flag.percent
  const submit = (event: Event) => {
    event.preventDefault()
    if (good && !busy) set(percent)
    setTyped('')
  }
  return html`<div class="percent-control">
    <div class="segments" role="group" aria-label="Set percentage of ${journey}">
      ${steps.map(
        (step) =>
          html`<button type="button" key=${step} disabled=${busy} aria-pressed=${step === flag.percent}
            title=${hint(step, flag.percent)} onClick=${() => set(step)}>${step}</button>`,
      )}
    </div>
    <form onSubmit=${submit}>
      <input inputmode="numeric" maxlength="3" size="3" placeholder="%" value=${typed}
        aria-label="Other percentage of ${journey}" onInput=${typedText(setTyped)} />
      <button type="submit" disabled=${busy || !good}>Set</button>
    </form>
  </div>`
}

function hint(step: number, percent: number): string {
  if (step === percent) return `Set now: ${step} %`
  return step < percent ? `Back to ${step} % at once` : `Forward to ${step} %: asks for a reason first`
}

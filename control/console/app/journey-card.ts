import type { ChangeView, FlagView, JourneyView } from '../../api/views.ts'
import { useActs } from './acts.ts'
import { ConfirmDialog } from './confirm-dialog.ts'
import { FiguresTable } from './figures-table.ts'
import { flipQuestion } from './flip-question.ts'
import { formatAgo, formatClock, formatPercent, nothing } from './format.ts'
import { howComputed } from './how-computed.ts'
import { html } from './html.ts'
import { effectivePercent } from './movement.ts'
import { PercentControl } from './percent-control.ts'

type Props = {
  readonly journey: JourneyView
  readonly window: string
  readonly now: number
  readonly stale: boolean
}

/** One journey: what is set, what came of it, and the control to move it. */
export function JourneyCard({ journey: pushed, window, now, stale }: Props) {
  const acts = useActs(pushed)
  const journey = { ...pushed, flag: acts.flag }
  const { flag } = journey
  const id = `journey-${journey.journey}`
  return html`<section class="card journey ${stale ? 'stale' : ''}" aria-labelledby=${id}>
    <header>
      <div class="who">
        <h2 id=${id}>${journey.journey}</h2>
        <${Mode} flag=${flag} />
      </div>
      <${Weights} journey=${journey} window=${window} />
      ${
        flag &&
        html`<${PercentControl} journey=${journey.journey} flag=${flag} busy=${acts.busy}
        set=${acts.setPercent} />`
      }
      ${flag && html`<${KillSwitch} journey=${journey.journey} flag=${flag} acts=${acts} />`}
    </header>
    <p class="line">
      <span class="told ${acts.told?.kind ?? ''}" role="status">${acts.told?.text}</span>
      <${LastChange} change=${journey.lastChange} flag=${flag} now=${now} hidden=${acts.told !== null} />
    </p>
    <${FiguresTable} journey=${journey} window=${window} />
    ${
      acts.asking &&
      html`<${ConfirmDialog} ...${flipQuestion(journey, acts.asking, window)} busy=${acts.busy}
      refused=${acts.refused} confirm=${acts.confirm} cancel=${acts.cancel} />`
    }
  </section>`
}

/** What the journey is doing, in a word and a sign: never in colour alone. */
function Mode({ flag }: { readonly flag: FlagView | null }) {
  if (flag === null) return html`<span class="chip bad">? no flag</span>`
  if (!flag.enabled) return html`<span class="chip bad">■ killed</span>`
  const percent = effectivePercent(flag)
  if (percent === 0) return html`<span class="chip">○ legacy</span>`
  return percent === 100
    ? html`<span class="chip new">● new</span>`
    : html`<span class="chip new">◐ split</span>`
}

function Weights({ journey, window }: { readonly journey: JourneyView; readonly window: string }) {
  const { flag, actualPercent } = journey
  const set = flag === null ? nothing : `${flag.percent} %`
  const actual = actualPercent.visitors
  const mark = actual === null ? null : Math.min(99, Math.max(0, actual - 0.5))
  const label = `set ${set}, actual ${formatPercent(actual)}`
  return html`<div class="weights">
    <dl>
      <div title=${howComputed.set(journey)}><dt>set</dt><dd>${set}</dd></div>
      <div title=${howComputed.actual(journey, window)}><dt>actual</dt><dd>${formatPercent(actual)}</dd></div>
    </dl>
    <svg class="weight-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=${label}>
      <rect class="track" width="100" height="8" />
      <rect class="set" width=${effectivePercent(flag)} height="8" />
      ${mark !== null && html`<rect class="actual" x=${mark} width="1" height="8" />`}
    </svg>
  </div>`
}

type SwitchProps = {
  readonly journey: string
  readonly flag: FlagView
  readonly acts: Pick<ReturnType<typeof useActs>, 'busy' | 'kill' | 'askRevive'>
}

/** Always works, and in one click; the way back stands in its place. */
function KillSwitch({ journey, flag, acts }: SwitchProps) {
  return flag.enabled
    ? html`<button type="button" class="kill" onClick=${acts.kill} disabled=${acts.busy}
        title="At once, without a question: every visitor of ${journey} gets legacy">■ Kill</button>`
    : html`<button type="button" class="revive" onClick=${acts.askRevive} disabled=${acts.busy}
        title="Undo the kill: the new side at ${flag.percent} % again">↶ Revive…</button>`
}

type ChangeProps = {
  readonly change: ChangeView | null
  readonly flag: FlagView | null
  readonly now: number
  readonly hidden: boolean
}

function LastChange({ change, flag, now, hidden }: ChangeProps) {
  if (hidden) return null
  if (flag === null) return html`<span>The flag server has not told this journey's flag yet.</span>`
  if (change === null)
    return html`<span>Never moved. Choose a percentage to let the first visitors in.</span>`
  const { actor, reason, at } = change
  return html`<span title=${`${formatClock(at)}, by ${actor}: ${reason}`}><b>${changeText(change)}</b>
    ${' '}by ${actor}, ${formatAgo(at, now)}: “${reason || 'no reason kept'}”</span>`
}

function changeText({ before, after }: ChangeView): string {
  if (before !== null && before.enabled !== after.enabled) return after.enabled ? 'Revived' : 'Killed'
  return `${before?.percent ?? 0} % → ${after.percent} %`
}

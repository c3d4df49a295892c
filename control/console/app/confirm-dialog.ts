import { useEffect, useRef, useState } from 'preact/hooks'
import type { Refused } from './call-api.ts'
import { html } from './html.ts'
import { typedText } from './typed-text.ts'

type Props = {
  readonly title: string
  /** What will happen, in a sentence with numbers. */
  readonly what: string
  readonly action: string
  readonly busy: boolean
  /** Why the last try was refused. */
  readonly refused: Refused | null
  readonly confirm: (reason: string) => void
  readonly cancel: () => void
}

/**
 * Asks before visitors move forward: what moves, and why. Escape leaves everything as it is. The question
 * stays as it was asked, whatever the stream brings meanwhile: the answer is to that one.
 */
export function ConfirmDialog({ busy, refused, confirm, cancel, ...asked }: Props) {
  const [{ title, what, action }] = useState(asked)
  const dialog = useRef<HTMLDialogElement>(null)
  const [reason, setReason] = useState('')
  useEffect(() => dialog.current?.showModal(), [])
  const outdated = refused?.status === 412
  const submit = (event: Event) => {
    event.preventDefault()
    if (!busy && !outdated && reason.trim() !== '') confirm(reason)
  }
  return html`<dialog ref=${dialog} onClose=${cancel} aria-labelledby="dialog-title">
    <form class="fields" onSubmit=${submit}>
      <h2 id="dialog-title">${title}</h2>
      <p>${what}</p>
      <label class="field">Why
        <input name="reason" required maxlength="500" autofocus autocomplete="off" disabled=${outdated}
          placeholder="for the history and the audit trail" value=${reason}
          onInput=${typedText(setReason)} />
      </label>
      <p class="refused" role="alert">
        ${refused && html`<strong>${refused.message}.</strong> ${refused.detail}`}</p>
      <footer>
        <button type="button" onClick=${cancel}>${outdated ? 'Close and look' : 'Cancel'}</button>
        ${
          !outdated &&
          html`<button type="submit" class="primary" disabled=${busy || reason.trim() === ''}>
          ${action}</button>`
        }
      </footer>
    </form>
  </dialog>`
}

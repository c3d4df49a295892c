import { useState } from 'preact/hooks'
import { callApi, Refused } from './call-api.ts'
import { html } from './html.ts'

type Props = { readonly signedIn: () => void }

export function LoginPage({ signedIn }: Props) {
  const [refused, setRefused] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    const form = new FormData(event.target as HTMLFormElement)
    const [name, password] = [String(form.get('name')).trim(), String(form.get('password'))]
    setBusy(true)
    setRefused('')
    try {
      await callApi('/api/session', { method: 'POST', body: { password, ...(name === '' ? {} : { name }) } })
      signedIn()
    } catch (error) {
      setRefused(error instanceof Refused ? error.detail || error.message : String(error))
      setBusy(false)
    }
  }
  return html`<main class="login">
    <form class="card fields" onSubmit=${submit}>
      <h1>Banyan console</h1>
      <label class="field">Your name
        <input name="name" autocomplete="username" maxlength="64" autofocus
          placeholder="stands in the audit trail" /></label>
      <label class="field">Password
        <input name="password" type="password" autocomplete="current-password" required
          maxlength="1024" /></label>
      <p class="refused" role="alert">${refused}</p>
      <button type="submit" class="primary" disabled=${busy}>Log in</button>
      <p class="hint">npm start prints the password; elsewhere it is OPERATOR_PASSWORD.</p>
    </form>
  </main>`
}

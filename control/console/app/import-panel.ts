import { useState } from 'preact/hooks'
import type { ImportView } from '../../api/views.ts'
import { callApi, Refused } from './call-api.ts'
import { formatAgo, formatCount } from './format.ts'
import { html } from './html.ts'

type Props = {
  readonly capabilities: readonly string[]
  /** Newest first; null while they cannot be read. */
  readonly imports: readonly ImportView[] | null
  readonly now: number
}

/** How far each capability's data has come over from the suite. */
export function ImportPanel({ capabilities, imports, now }: Props) {
  const [refused, setRefused] = useState('')
  const start = async (capability: string, mode: ImportView['mode']) => {
    setRefused('')
    try {
      await callApi('/api/imports', {
        method: 'POST',
        body: { capability, mode, reason: 'from the console' },
      })
    } catch (error) {
      setRefused(error instanceof Refused ? `${error.message}. ${error.detail}` : String(error))
    }
  }
  return html`<section class="card side" aria-labelledby="imports">
    <h2 id="imports">Import</h2>
    ${capabilities.map((capability) => {
      const last = imports?.find((one) => one.capability === capability)
      const running = last?.state === 'running'
      return html`<div class="import" key=${capability}>
        <div class="row"><b>${capability}</b>
          <span class="actions">
            <button type="button" disabled=${running} onClick=${() => start(capability, 'incremental')}
              title="Take over from the suite what has changed"
              aria-label="Update ${capability}">Update</button>
            <button type="button" disabled=${running} onClick=${() => start(capability, 'full')}
              title="Take over everything, and remove what the suite no longer has"
              aria-label="Import all of ${capability}">All</button>
          </span></div>
        <progress max="1" value=${partDone(last)} aria-label="Import of ${capability}"></progress>
        <p class=${`state ${last?.state ?? ''}`}>
          ${imports === null ? 'The imports cannot be read.' : told(last, now)}</p>
      </div>`
    })}
    <p class="refused" role="alert">${refused}</p>
  </section>`
}

/** 0–1. */
function partDone(job: ImportView | undefined): number {
  if (job === undefined) return 0
  if (job.state === 'succeeded') return 1
  return job.total === null || job.total === 0 ? 0 : Math.min(1, job.done / job.total)
}

function told(job: ImportView | undefined, now: number): string {
  if (job === undefined) return 'Never imported: the new side has no data. Choose All.'
  const products = `${formatCount(job.done)} products`
  if (job.state === 'succeeded') {
    const removed = job.removed ? `, ${formatCount(job.removed)} removed` : ''
    return `✓ ${products}${removed}, ${formatAgo(job.finishedAt ?? job.progressAt, now)}`
  }
  if (job.state === 'failed')
    return `✕ failed ${formatAgo(job.finishedAt ?? job.progressAt, now)}: ${job.detail}`
  const of = job.total === null ? '' : ` of ${formatCount(job.total)}`
  const trying = job.failures === 0 ? '' : `; trying again: ${job.detail}`
  return job.phase === 'products'
    ? `${formatCount(job.done)}${of} products${trying}`
    : `${job.phase} …${trying}`
}

// Where the `type` of a problem document leads: what the error means and whether asking again helps.
import { type RequestHandler, Router } from 'express'
import { BanyanError, type ErrorCode, errorTable } from '#contracts/errors.ts'
import { escapeHtml, pageHtml } from './page.ts'
import { readsAt } from './reads-at.ts'

const codes = Object.keys(errorTable) as ErrorCode[]

/** What is known about one kind of error. */
function describe(code: ErrorCode) {
  const { status, title, retryHelps } = errorTable[code]
  return { type: `/problems/${code}`, code, status, title, retryHelps }
}

function pageOf(code: ErrorCode): string {
  const { status, title, retryHelps } = describe(code)
  const advice = retryHelps
    ? 'The same request may succeed later. Wait as long as Retry-After says, where it is given.'
    : 'The same request will fail again: change the request.'
  return pageHtml({
    title: `${code} · Banyan`,
    body: `<main>
<p><a href="/problems">All errors</a></p>
<h1>${escapeHtml(title)}</h1>
<dl><dt>Code</dt><dd><code>${code}</code></dd><dt>Status</dt><dd>${status}</dd></dl>
<p>${advice}</p>
<p>Quote the problem document’s <code>traceId</code> when you ask for help.</p>
</main>`,
  })
}

function indexPage(): string {
  const rows = codes
    .map((code) => {
      const { status, title } = describe(code)
      const link = `<a href="/problems/${code}">${code}</a>`
      return `<tr><td>${status}</td><td>${link}</td><td>${escapeHtml(title)}</td></tr>`
    })
    .join('\n')
  return pageHtml({
    title: 'Errors · Banyan',
    body: `<main>
<p><a href="/">Banyan</a></p>
<h1>Errors</h1>
<table><thead><tr><th>Status</th><th>Code</th><th>Meaning</th></tr></thead><tbody>
${rows}
</tbody></table>
</main>`,
  })
}

/** A page, or JSON for who asks for it, for every code of the table. */
export function createProblemPages(): Router {
  const pages = new Map<string, { html: string; json: object }>(
    codes.map((code) => [code, { html: pageOf(code), json: describe(code) }]),
  )
  const index = { html: indexPage(), json: { items: codes.map(describe) } }
  const answer: RequestHandler<{ code?: string }> = (req, res) => {
    const found = req.params.code === undefined ? index : pages.get(req.params.code)
    if (!found) throw new BanyanError('not-found', { detail: 'There is no such error code' })
    res.vary('accept').set('cache-control', 'no-cache')
    if (req.accepts(['html', 'json']) === 'json') res.json(found.json)
    else res.type('html').send(found.html)
  }
  const router = Router({ caseSensitive: true })
  readsAt(router, '/problems', answer)
  readsAt(router, '/problems/:code', answer)
  return router
}

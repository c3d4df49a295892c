import { Router } from 'express'
import { operations } from '#contracts/operations.ts'
import { escapeHtml, pageHtml } from './page.ts'
import { readsAt } from './reads-at.ts'

/** Something else to open, e.g. the console. */
export type Link = { readonly href: string; readonly label: string }

/** The first page: what there is to open. */
export function createLandingPage(prefixes: readonly string[], links: readonly Link[]): Router {
  const html = pageHtml({ title: 'Banyan', body: body(prefixes, links) })
  const router = Router({ caseSensitive: true })
  readsAt(router, '/', (_req, res) => {
    res.type('html').set('cache-control', 'no-cache').send(html)
  })
  return router
}

function item(link: Link): string {
  return `<li><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></li>`
}

function body(prefixes: readonly string[], links: readonly Link[]): string {
  const own: Link[] = [
    { href: '/docs', label: 'The API, with “try it”' },
    { href: '/v1/openapi.json', label: 'The contract as OpenAPI 3.1' },
    { href: '/problems', label: 'Every error and what helps' },
  ]
  const calls = operations
    .filter((o) => o.method === 'GET' && !o.path.includes('{'))
    .filter((o) => !(o.inputSchema as { required?: readonly string[] }).required?.length)
    .map((o) => ({ href: o.path, label: o.id }))
  const passing = prefixes.map((prefix) => `<li><code>${escapeHtml(prefix)}</code></li>`).join('\n')
  return `<main>
<h1>Banyan</h1>
<p>One contract in front of the suite and the services that replace it, piece by piece.</p>
<ul>
${[...own, ...links].map(item).join('\n')}
</ul>
<h2>Calls to try</h2>
<ul>
${calls.map(item).join('\n')}
</ul>
<h2>The suite’s own API, passed through</h2>
<ul>
${passing || '<li>none</li>'}
</ul>
</main>`
}

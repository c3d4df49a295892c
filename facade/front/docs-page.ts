import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js'
import { pageHtml } from './page.ts'
import { readsAt } from './reads-at.ts'

const ownFiles = ['front.css', 'docs.js']
const swaggerFiles = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']
const ownFolder = fileURLToPath(new URL('./static/', import.meta.url))

const html = pageHtml({
  title: 'Banyan storefront API',
  head: `<link rel="stylesheet" href="/docs/swagger-ui.css">
<script defer src="/docs/swagger-ui-bundle.js"></script>
<script defer src="/docs/docs.js"></script>
`,
  body: `<div id="docs"></div>
<noscript>This page needs JavaScript; the document is at /v1/openapi.json.</noscript>`,
})

/** The API's documentation with "try it", from our own files only. */
export function createDocsPage(): Router {
  const router = Router({ caseSensitive: true })
  readsAt(router, '/docs', (_req, res) => {
    res.type('html').set('cache-control', 'no-cache').send(html)
  })
  for (const [root, names] of [
    [ownFolder, ownFiles],
    [swaggerUiFolder(), swaggerFiles],
  ] as const) {
    for (const name of names) {
      readsAt(router, `/docs/${name}`, (_req, res) => res.sendFile(name, { root, maxAge: '1h' }))
    }
  }
  return router
}

// The frame of Banyan's own small pages: escaped text, no inline script or style.

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that is safe within HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

export type Page = {
  readonly title: string
  /** HTML, already escaped. */
  readonly body: string
  /** HTML for the head: style sheets and scripts by file only. */
  readonly head?: string
}

/** A whole HTML document. */
export function pageHtml(page: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/front.css">
${page.head ?? ''}</head>
<body>
${page.body}
</body>
</html>
`
}

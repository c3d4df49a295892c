// The console's files as a browser gets them: made once at start, in memory, each with its compressed twin.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { brotliCompressSync, gzipSync } from 'node:zlib'

export type Asset = {
  readonly type: string
  readonly etag: string
  readonly plain: Buffer
  readonly brotli: Buffer
  readonly gzip: Buffer
}

/** Packages that the console uses in the browser; each is one file. */
const vendor = [
  { specifier: 'preact', url: '/assets/vendor/preact.js' },
  { specifier: 'preact/hooks', url: '/assets/vendor/hooks.js' },
  { specifier: 'htm', url: '/assets/vendor/htm.js' },
] as const

const styles = ['base.css', 'overview.css', 'tools.css'] as const
const here = new URL('./', import.meta.url)
const script = 'text/javascript; charset=utf-8'

/**
 * URL path → asset. The modules under app/ are TypeScript whose types Node takes out, as it does for itself.
 * @throws Error where a module imports what a browser would not get
 */
export function readConsoleAssets(): ReadonlyMap<string, Asset> {
  const modules = readdirSync(new URL('app/', here)).filter((name) => /^[a-z-]+\.ts$/.test(name))
  const assets = new Map<string, Asset>()
  for (const name of modules) assets.set(`/assets/app/${name}`, asset(script, browserModule(name)))
  for (const { url, specifier } of vendor) assets.set(url, asset(script, vendorModule(specifier)))
  for (const name of styles) assets.set(`/assets/${name}`, asset('text/css; charset=utf-8', text(name)))
  assets.set('/assets/icon.svg', asset('image/svg+xml', text('icon.svg')))
  assets.set('/', asset('text/html; charset=utf-8', page([...assets.keys()])))
  return assets
}

function asset(type: string, content: string): Asset {
  const plain = Buffer.from(content)
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return { type, etag, plain, brotli: brotliCompressSync(plain), gzip: gzipSync(plain) }
}

function text(name: string): string {
  return readFileSync(new URL(name, here), 'utf8')
}

function browserModule(name: string): string {
  const stripped = stripTypeScriptTypes(text(`app/${name}`))
  return withUrls(stripped.replaceAll(/^[ \t]+$/gm, ''), `app/${name}`)
}

/** Where a package offers two forms, `require` finds the one for Node; the browser's lies beside it. */
function vendorModule(specifier: string): string {
  const file = createRequire(import.meta.url)
    .resolve(specifier)
    .replace(/\.js$/, '.mjs')
  const source = readFileSync(file, 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '')
  return withUrls(source, specifier)
}

/** Browsers know no packages: names become URLs, and what has none is a mistake that must not reach a browser. */
function withUrls(source: string, where: string): string {
  return source.replaceAll(
    /(\bfrom\s*|\bimport\s*)(["'])([^"'\n]+)\2/g,
    (whole, before, _quote, specifier) => {
      if (/^\.\/[a-z-]+\.ts$/.test(specifier)) return whole
      const known = vendor.find((one) => one.specifier === specifier)
      if (known === undefined) throw new Error(`${where} imports ${specifier}, which no browser gets`)
      return `${before}"${known.url}"`
    },
  )
}

/** Modules are asked for at once, not one after the other as the browser finds them. */
function page(paths: readonly string[]): string {
  const entry = '/assets/app/main.ts'
  const preloads = paths
    .filter((path) => /\.(ts|js)$/.test(path) && path !== entry)
    .map((path) => `<link rel="modulepreload" href="${path}">`)
  const modules = [...preloads, `<script type="module" src="${entry}"></script>`].join('\n')
  return text('index.html').replace('<!-- modules -->', modules)
}

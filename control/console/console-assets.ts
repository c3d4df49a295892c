// The console's files as a browser gets them: made once at start, in memory, each with its compressed twins.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export type Asset = {
  readonly type: string
  readonly etag: string
  /** Another content would have another URL: need not be asked for twice. */
  readonly immutable: boolean
  readonly plain: Buffer
  readonly brotli: Buffer
  readonly gzip: Buffer
}

/** Packages that the console uses in the browser; each is one file. */
const vendor = [
  { specifier: 'preact', file: 'vendor/preact.js' },
  { specifier: 'preact/hooks', file: 'vendor/hooks.js' },
  { specifier: 'htm', file: 'vendor/htm.js' },
] as const

const styles = ['base.css', 'overview.css', 'tools.css'] as const
const here = new URL('./', import.meta.url)
const script = 'text/javascript; charset=utf-8'

type File = { readonly type: string; readonly content: string }

/**
 * URL path → asset. The modules under app/ are TypeScript whose types Node takes out, as it does for itself.
 * All but the page lie below a path that names their contents.
 * @throws Error where a module imports what a browser would not get
 */
export function readConsoleAssets(): ReadonlyMap<string, Asset> {
  const files = readFiles()
  const hash = createHash('sha256')
  for (const [name, { content }] of files) hash.update(`${name}\n${content}\n`)
  const base = `/assets/${hash.digest('base64url').slice(0, 12)}/`
  const page = { type: 'text/html; charset=utf-8', content: pageOf([...files.keys()], base) }
  return new Map([
    ['/', assetOf(page, false)],
    ...[...files].map(([name, file]) => [`${base}${name}`, assetOf(file, true)] as const),
  ])
}

/** Path below the base → file. Modules name each other relatively. */
function readFiles(): ReadonlyMap<string, File> {
  const modules = readdirSync(new URL('app/', here)).filter((name) => /^[a-z-]+\.ts$/.test(name))
  return new Map<string, File>([
    ...modules.map((name) => [`app/${name}`, { type: script, content: browserModule(name) }] as const),
    ...vendor.map(
      ({ specifier, file }) => [file, { type: script, content: vendorModule(specifier) }] as const,
    ),
    ...styles.map((name) => [name, { type: 'text/css; charset=utf-8', content: text(name) }] as const),
    ['icon.svg', { type: 'image/svg+xml', content: text('icon.svg') }],
  ])
}

function assetOf({ type, content }: File, immutable: boolean): Asset {
  const plain = Buffer.from(content)
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  // The highest quality would take a second of every start.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
  return {
    type,
    etag,
    immutable,
    plain,
    brotli: brotliCompressSync(plain, { params }),
    gzip: gzipSync(plain),
  }
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

/**
 * Browsers know no packages: names become URLs, and what has none is a mistake that must not reach a browser.
 */
function withUrls(source: string, where: string): string {
  return source.replaceAll(
    /(\bfrom\s*|\bimport\s*)(["'])([^"'\n]+)\2/g,
    (whole, before, _quote, specifier) => {
      if (/^\.\/[a-z-]+\.ts$/.test(specifier)) return whole
      const known = vendor.find((one) => one.specifier === specifier)
      if (known === undefined) throw new Error(`${where} imports ${specifier}, which no browser gets`)
      return `${before}"../${known.file}"`
    },
  )
}

/** Modules are asked for at once, not one after the other as the browser finds them. */
function pageOf(names: readonly string[], base: string): string {
  const entry = 'app/main.ts'
  const preloads = names
    .filter((name) => /\.(ts|js)$/.test(name) && name !== entry)
    .map((name) => `<link rel="modulepreload" href="${base}${name}">`)
  const modules = [...preloads, `<script type="module" src="${base}${entry}"></script>`].join('\n')
  return text('index.html').replaceAll('href="/assets/', `href="${base}`).replace('<!-- modules -->', modules)
}

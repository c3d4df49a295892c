import { type Request, type Response, Router } from 'express'
import type { Asset } from './console-assets.ts'

/** Serves the console: its one page and its files, compressed where the browser can. */
export function consolePages(assets: ReadonlyMap<string, Asset>): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.get([...assets.keys()], (request, response, next) => {
    const asset = assets.get(request.path)
    if (asset === undefined) next()
    else send(request, response, asset)
  })
  return router
}

function send(request: Request, response: Response, asset: Asset): void {
  response.set({
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: asset.etag,
    vary: 'accept-encoding',
    'content-type': asset.type,
  })
  if (request.get('if-none-match') === asset.etag) {
    response.status(304).end()
    return
  }
  if (request.acceptsEncodings('br')) response.set('content-encoding', 'br').send(asset.brotli)
  else if (request.acceptsEncodings('gzip')) response.set('content-encoding', 'gzip').send(asset.gzip)
  else response.send(asset.plain)
}

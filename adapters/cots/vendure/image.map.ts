import type { components } from '#contracts/generated/openapi.ts'
import { type Fields, key } from '../shared/reading.ts'

type Image = components['schemas']['Image']

/** Path of the suite's pictures; the façade passes it through. */
export const assetRoute = '/assets'

/**
 * A picture, named after what it shows. The suite's own address is taken off its URL, so that shoppers reach
 * it
 * through the façade and both sides say the same; pictures that lie elsewhere keep their URL.
 */
export function imageOf(
  asset: Fields,
  pointer: string,
  { alt, baseUrl }: { alt: string; baseUrl: string },
): Image {
  const url = key(asset, 'preview', pointer)
  const own = `${baseUrl.replace(/\/$/, '')}${assetRoute}/`
  return { url: url.startsWith(own) ? url.slice(own.length - assetRoute.length - 1) : url, alt }
}

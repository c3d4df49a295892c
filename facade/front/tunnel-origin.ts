import type { AllowOrigin } from '../http/cross-origin.ts'

/**
 * Whether a web page may open a WebSocket here: browsers send the shopper's cookies with it from any page,
 * and no rule of theirs stops another site from reading the answers. Source: RFC 6455 §10.2.
 * @param origin of the page; undefined: no browser asks
 * @param host under which the façade was asked
 */
export function mayOpenTunnel(origin: string | undefined, host: string, allow: AllowOrigin): boolean {
  if (origin === undefined || allow(origin)) return true
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  const asked = `${page.protocol}//${host}`
  return page.host !== '' && URL.canParse(asked) && new URL(asked).host === page.host
}

import { createHash, timingSafeEqual } from 'node:crypto'
import { testerHeader } from '#contracts/tester-token.ts'
import type { ReadOverride } from './decision/tester-override.ts'
import type { MaySee } from './policies/disclose.ts'

/** In production signed testers and operators see which side answered; on the embedded system everybody. */
export function createMaySee(
  mode: 'embedded' | 'production',
  operatorToken: string,
  readOverride: ReadOverride,
): MaySee {
  if (mode === 'embedded') return () => true
  const operator = digest(`Bearer ${operatorToken}`)
  return ({ headers }) => {
    const token = headers[testerHeader]
    if (token !== undefined) return readOverride(String(token)) !== null
    const { authorization } = headers
    return authorization !== undefined && timingSafeEqual(digest(authorization), operator)
  }
}

/** Of one length, so that comparing tells nothing about the length either. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

// The route table of the control API: what is not here does not exist.
import type { Request } from 'express'
import { createFlips } from '../flips/flips.ts'
import { createJourneyHistory } from '../journeys/journey-history.ts'
import { createJourneyReader } from '../journeys/journey-reader.ts'
import { createLastKnown } from '../journeys/last-known.ts'
import type { Keys, Operator } from './access/identify.ts'
import { createLoginThrottle } from './access/login-throttle.ts'
import { createSessionCookies } from './access/session-cookies.ts'
import type { ControlParts } from './control-api.ts'
import type { Route } from './http/route.ts'
import { importRoutes, importView } from './routes/import-routes.ts'
import { journeyRoutes } from './routes/journey-routes.ts'
import { liveRoute } from './routes/live-route.ts'
import { sessionRoutes } from './routes/session-routes.ts'
import { testerTokenRoutes } from './routes/tester-token-routes.ts'
import { viewRoutes } from './routes/view-routes.ts'

type Access = {
  readonly secure: boolean
  readonly now: () => number
  readonly keys: Keys
  readonly demandSameOrigin: (request: Request) => void
}

/** Every route of the API. */
export function controlRoutes(parts: ControlParts, access: Access): readonly Route[] {
  const { secure, now, keys, demandSameOrigin } = access
  const { flags, figures, sync, trail, monitor, explain, ended, stopping } = parts
  const history = createJourneyHistory(flags, trail)
  const reader = createJourneyReader({ flags, figures, history, now })
  const cookies = createSessionCookies(parts.sessionSecrets, secure, now)
  const throttle = createLoginThrottle(now)
  const jobs = createLastKnown(() => sync.jobs(5), { freshMs: 400, patienceMs: 800, now })
  const imports = async () => (await jobs()).value?.map(importView) ?? null
  const mayStay = (operator: Operator) =>
    operator.via === 'token' || (operator.session.expiresAt > now() && !keys.isEnded(operator.session.id))
  const { operatorPassword } = parts
  return [
    documentRoute(parts.document),
    ...sessionRoutes({ operatorPassword, throttle, ended, cookies, trail, demandSameOrigin, now }),
    ...viewRoutes({ monitor, figures, trail, explain, now }),
    ...journeyRoutes({ reader, flips: createFlips({ flags, trail, reader, history }), history }),
    liveRoute({ reader, monitor, imports, mayStay, stopping }),
    ...importRoutes({ sync, trail }),
    ...testerTokenRoutes({ trail, secrets: parts.testerSecrets, now }),
  ]
}

function documentRoute(document: object): Route {
  return {
    method: 'get',
    path: '/api/openapi.json',
    access: 'anyone',
    handle: async () => ({ body: document }),
  }
}

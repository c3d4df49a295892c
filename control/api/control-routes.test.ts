import { Router } from 'express'
import { silentLog } from '#contracts/process/log.ts'
import { createMemoryAuditStore } from '../audit/audit-store.memory.ts'
import { createAuditTrail } from '../audit/audit-trail.ts'
import { documentedOperations } from '../testing/api-document.ts'
import { allIsWell } from '../testing/control-server.ts'
import { createLeavingFlagAdmin } from '../testing/leaving-flag-admin.ts'
import { createMemorySync } from '../testing/memory-sync.ts'
import { createSettableFigures } from '../testing/settable-figures.ts'
import { createMemoryEndedSessions } from './access/ended-sessions.ts'
import { controlRoutes } from './control-routes.ts'

const spool = { add: async () => undefined, drain: async () => 0, waiting: () => 0 }
const ended = createMemoryEndedSessions()
const routes = controlRoutes(
  {
    log: silentLog,
    flags: createLeavingFlagAdmin(),
    figures: createSettableFigures(),
    sync: createMemorySync(),
    trail: createAuditTrail({ store: createMemoryAuditStore(), spool, log: silentLog }),
    monitor: { status: allIsWell },
    explain: async () => null,
    ended,
    operatorToken: 'token',
    operatorPassword: 'password',
    sessionSecrets: ['secret'],
    testerSecrets: ['secret'],
    origins: [],
    document: {},
    console: Router(),
    metrics: () => undefined,
    stopping: new AbortController().signal,
  },
  {
    secure: false,
    now: Date.now,
    keys: { operatorToken: 'token', sessionSecrets: ['secret'], isEnded: ended.has },
    demandSameOrigin: () => undefined,
  },
)

describe('the route table', () => {
  it('is what the document says, and as open', () => {
    const inTable = routes.map(({ method, path, access }) => {
      const template = path.replaceAll(/:(\w+)/g, '{$1}')
      return `${method.toUpperCase()} ${template} ${access}`
    })
    const inDocument = documentedOperations.map(
      ({ method, path, open }) => `${method} ${path} ${open ? 'anyone' : 'operator'}`,
    )
    expect(inTable.toSorted()).toEqual(inDocument.toSorted())
  })
})

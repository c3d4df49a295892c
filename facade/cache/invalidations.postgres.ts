import { dataChangesChannel } from '#contracts/data-changes.ts'
import { type Capability, capabilities } from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import { listenForNotifications } from '#contracts/process/notifications.ts'
import type { Invalidations } from './invalidations.ts'

/** What the services tell by NOTIFY, where they share their database with the façade. */
export function createPostgresInvalidations(
  databaseUrl: string,
  log: Logger,
  aliveMs = 5_000,
): Invalidations {
  const subject = 'the services’ changes in PostgreSQL'
  const notifications = listenForNotifications(
    { databaseUrl, channel: dataChangesChannel, subject, aliveMs },
    log,
  )
  return {
    watch: (listener) => notifications.watch((payload) => listener(capabilityOf(payload))),
    isHearing: notifications.isConnected,
    close: notifications.close,
  }
}

/** A capability that is not known here may be any. */
function capabilityOf(payload: string | null): Capability | null {
  return capabilities.find((capability) => capability === payload) ?? null
}

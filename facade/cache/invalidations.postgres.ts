import { dataChangesChannel, suiteChangesChannel } from '#contracts/data-changes.ts'
import { type Capability, capabilities } from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import { listenForNotifications, type NotificationSource } from '#contracts/process/notifications.ts'
import type { Invalidations } from './invalidations.ts'

/** What the services tell by NOTIFY, where they share their database with the façade. */
export function createPostgresInvalidations(
  databaseUrl: string,
  log: Logger,
  aliveMs = defaultAliveMs,
): Invalidations {
  const subject = 'the services’ changes in PostgreSQL'
  return heard({ databaseUrl, channel: dataChangesChannel, subject, aliveMs }, log)
}

/** What the suite has told one of the façades. */
export function createSuiteInvalidations(databaseUrl: string, log: Logger): Invalidations {
  const subject = 'the suite’s changes in PostgreSQL'
  return heard({ databaseUrl, channel: suiteChangesChannel, subject, aliveMs: defaultAliveMs }, log)
}

const defaultAliveMs = 5_000

function heard(source: NotificationSource, log: Logger): Invalidations {
  const notifications = listenForNotifications(source, log)
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

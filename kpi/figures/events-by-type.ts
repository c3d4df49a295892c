import type { BanyanEvent, RequestsSummarised, VisitorExposed } from '#contracts/events/events.ts'

export type EventsByType = {
  /** Each id once. */
  readonly summaries: readonly RequestsSummarised[]
  readonly exposures: readonly VisitorExposed[]
}

/** The events of a batch, each with those of its own type. */
export function splitByType(events: readonly BanyanEvent[]): EventsByType {
  const summaries = new Map<string, RequestsSummarised>()
  const exposures: VisitorExposed[] = []
  for (const event of events) {
    switch (event.type) {
      case 'banyan.requests.summarised.v1':
        summaries.set(event.id, event)
        break
      case 'banyan.visitor.exposed.v1':
        exposures.push(event)
        break
    }
  }
  return { summaries: [...summaries.values()], exposures }
}

import type { BanyanEvent } from '#contracts/events/events.ts'

/** Where the request path drops what happened: never blocks, never throws. */
export interface EventSink {
  emit(event: BanyanEvent): void
}

/** For tests: keeps everything. */
export type MemoryEventSink = EventSink & { readonly events: readonly BanyanEvent[] }

export function createMemoryEventSink(): MemoryEventSink {
  const events: BanyanEvent[] = []
  return { events, emit: (event) => events.push(event) }
}

import type { BanyanEvent } from '#contracts/events/events.ts'

/** Where the request path drops what happened: never blocks, never throws; what becomes of it is the sink's care. */
export interface EventSink {
  emit(event: BanyanEvent): void
}

/** For tests: keeps everything. */
export type MemoryEventSink = EventSink & { readonly events: readonly BanyanEvent[] }

export function createMemoryEventSink(): MemoryEventSink {
  const events: BanyanEvent[] = []
  return { events, emit: (event) => events.push(event) }
}

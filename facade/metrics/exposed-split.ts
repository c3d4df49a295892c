import type { BanyanEvent, VisitorExposed } from '#contracts/events/events.ts'
import type { Journey } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import type { EventSink } from '../events/event-sink.ts'

type Drawn = { readonly stretch: string; readonly visitors: { [S in Side]: number } }

/** A sink that also counts drawn visitors by side, as long as a journey's group and percentage stay. */
export class ExposedSplit implements EventSink {
  readonly #sink: EventSink
  readonly #drawn = new Map<Journey, Drawn>()

  constructor(sink: EventSink) {
    this.#sink = sink
  }

  emit(event: BanyanEvent): void {
    if (event.type === 'banyan.visitor.exposed.v1') this.#count(event)
    this.#sink.emit(event)
  }

  /** Share of the new side among them, 0–100; null where nobody has been drawn yet. */
  percent(journey: Journey): number | null {
    const visitors = this.#drawn.get(journey)?.visitors
    return visitors === undefined ? null : (100 * visitors.new) / (visitors.new + visitors.legacy)
  }

  #count({ data }: VisitorExposed): void {
    if (data.reason !== 'percentage') return
    const stretch = `${data.groupId} ${data.percent}`
    let drawn = this.#drawn.get(data.journey)
    if (drawn?.stretch !== stretch) {
      drawn = { stretch, visitors: { legacy: 0, new: 0 } }
      this.#drawn.set(data.journey, drawn)
    }
    drawn.visitors[data.side] += 1
  }
}

import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { VisitorExposed } from '#contracts/events/events.ts'
import { type Journey, journeys } from '#contracts/operations.ts'
import type { Reason } from '#contracts/sides.ts'
import type { EventSink } from '../events/event-sink.ts'
import type { Decided } from '../exchange.ts'
import type { Policy } from '../policy.ts'

/** Visitors whose last exposure is remembered, per journey. */
const remembered = 50_000

/**
 * Sides that came by the visitor's draw, or by no flag; testers are told too, and left out by their reason.
 */
const drawn: ReadonlySet<Reason> = new Set<Reason>(['percentage', 'default', 'tester'])

/**
 * Tells, once per visitor, journey, side and flag version, that a visitor met a side.
 * @param source who says it
 */
export function exposure(sink: EventSink, source: string): Policy<Decided> {
  const seen = new Map<Journey, LRUCache<string, string>>(
    journeys.map((journey) => [journey, new LRUCache({ max: remembered })]),
  )
  return (exchange, next) => {
    const { decision, visitor, operation } = exchange
    if (drawn.has(decision.reason)) {
      const met = `${decision.side} ${decision.flag?.version ?? ''}`
      const lastMet = seen.get(operation.journey)
      if (lastMet?.get(visitor.id) !== met) {
        lastMet?.set(visitor.id, met)
        sink.emit(exposed(exchange, source))
      }
    }
    return next(exchange)
  }
}

function exposed({ operation, decision, visitor, context }: Decided, source: string): VisitorExposed {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source,
    type: 'banyan.visitor.exposed.v1',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    subject: visitor.id,
    partitionkey: visitor.id,
    data: {
      visitorId: visitor.id,
      journey: operation.journey,
      operation: operation.id,
      side: decision.side,
      reason: decision.reason,
      groupId: decision.flag?.groupId ?? operation.journey,
      percent: decision.flag?.percent ?? 0,
      channel: context.channel,
      country: context.country,
    },
  }
}

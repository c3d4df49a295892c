import { eventProblems, eventSchemas, isBanyanEvent } from './event-validation.ts'
import type { BanyanEvent, RequestsSummarised, VisitorExposed } from './events.ts'

const exposed = {
  specversion: '1.0',
  id: '018f3a4e-0001',
  source: '/facade/a',
  type: 'banyan.visitor.exposed.v1',
  time: '2026-03-01T10:00:00.000Z',
  datacontenttype: 'application/json',
  subject: 'visitor-1',
  partitionkey: 'visitor-1',
  data: {
    visitorId: 'visitor-1',
    journey: 'catalog',
    operation: 'getProduct',
    side: 'new',
    reason: 'percentage',
    groupId: 'catalog:1',
    percent: 25,
    channel: 'default',
    country: 'DE',
  },
} as const satisfies VisitorExposed

const summarised = {
  specversion: '1.0',
  id: '018f3a4e-0002',
  source: '/facade/a',
  type: 'banyan.requests.summarised.v1',
  time: '2026-03-01T10:00:10.000Z',
  datacontenttype: 'application/json',
  subject: '/facade/a',
  partitionkey: '/facade/a',
  data: {
    windowStart: '2026-03-01T10:00:00Z',
    windowMs: 10_000,
    rows: [
      {
        capability: 'search',
        journey: 'search',
        operation: 'searchProducts',
        side: 'legacy',
        reason: 'default',
        statusClass: 2,
        count: 3,
        seconds: 0.25,
        latency: { '-120': 2, '0': 1 },
      },
    ],
  },
} as const satisfies RequestsSummarised

const examples: { [Type in BanyanEvent['type']]: BanyanEvent } = {
  [exposed.type]: exposed,
  [summarised.type]: summarised,
}

/** Every path to a property of the value, arrays entered at their first item; open maps are left out. */
function paths(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || at.at(-1) === 'latency') return []
  if (Array.isArray(value)) return paths(value[0], [...at, '0'])
  return Object.entries(value).flatMap(([name, inner]) => [[...at, name], ...paths(inner, [...at, name])])
}

function changed(value: object, path: readonly string[], change: (holder: Record<string, unknown>) => void) {
  const copy = structuredClone(value)
  const holder = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy)
  change(holder as Record<string, unknown>)
  return copy
}

describe('the schema of an event agrees with its type', () => {
  it.each(Object.keys(eventSchemas))('%s: the typed example meets the schema', (type) => {
    expect(eventProblems(examples[type as BanyanEvent['type']])).toBeNull()
  })

  const required = Object.values(examples).flatMap((event) =>
    paths(event).map((path) => [event.type, path] as const),
  )

  it.each(required)('%s: %j may not be left out', (type, path) => {
    const without = changed(examples[type], path.slice(0, -1), (holder) => {
      delete holder[path.at(-1) ?? '']
    })
    expect(isBanyanEvent(without)).toBe(false)
  })

  it.each(required)('%s: %j may not be of another kind', (type, path) => {
    const wrong = changed(examples[type], path.slice(0, -1), (holder) => {
      holder[path.at(-1) ?? ''] = null
    })
    expect(isBanyanEvent(wrong)).toBe(false)
  })

  it.each([
    [exposed, ['data']],
    [summarised, ['data']],
    [summarised, ['data', 'rows', '0']],
  ])('data takes no property that the type does not have (%#)', (event, path) => {
    const more = changed(event, path, (holder) => {
      holder.email = 'somebody@example.org'
    })
    expect(isBanyanEvent(more)).toBe(false)
  })
})

describe('eventProblems', () => {
  it('lets the envelope carry CloudEvents extensions', () => {
    expect(eventProblems({ ...exposed, traceparent: '00-1-2-01' })).toBeNull()
  })

  it('points at what is wrong', () => {
    const wrong = { ...exposed, data: { ...exposed.data, side: 'both' } }
    expect(eventProblems(wrong)?.map((p) => p.pointer)).toEqual(['/data/side'])
  })

  it.each([null, 7, 'text', [], {}, { type: 'banyan.unknown.v1' }, { type: 'constructor' }])(
    'refuses what is no event: %j',
    (value) => {
      expect(eventProblems(value)?.[0]?.pointer).toBe('/type')
    },
  )

  it.each(['2026-02-30T25:00:00Z', 'yesterday', '2026-03-01', '0000-01-01T00:00:00Z'])(
    'refuses a time that is none: %s',
    (time) => {
      expect(isBanyanEvent({ ...exposed, time })).toBe(false)
    },
  )

  it('refuses what a database cannot store', () => {
    expect(isBanyanEvent({ ...exposed, data: { ...exposed.data, visitorId: 'a\u0000b' } })).toBe(false)
    const rows = [{ ...summarised.data.rows[0], count: 1e300 }]
    expect(isBanyanEvent({ ...summarised, data: { ...summarised.data, rows } })).toBe(false)
  })

  it.each(['1.5', 'x', '-0', '01', '__proto__'])('refuses a bucket that is no index: %s', (bucket) => {
    const latency = JSON.parse(`{${JSON.stringify(bucket)}: 1}`)
    const row = { ...summarised.data.rows[0], latency }
    expect(isBanyanEvent({ ...summarised, data: { ...summarised.data, rows: [row] } })).toBe(false)
  })
})

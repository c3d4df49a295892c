// The envelope of everything that happened. Source: CloudEvents 1.0.2, JSON format.

export type CloudEvent<Type extends string = string, Data = unknown> = {
  readonly specversion: '1.0'
  /** Unique for ever; consumers are idempotent by it. */
  readonly id: string
  /** Who says it, e.g. `/facade/<instance>`. */
  readonly source: string
  readonly type: Type
  /** RFC 3339, UTC. */
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** What it is about: for a visitor's event his id. */
  readonly subject: string
  /** Events of one key keep their order (extension attribute `partitionkey`). */
  readonly partitionkey: string
  readonly data: Data
}

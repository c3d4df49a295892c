-- Up Migration

-- What was answered, summed over all façades, in windows of several lengths (kpi/figures/steps.ts). Parallel
-- arrays hold the durations: counts[i] of them fell into buckets[i] (contracts/events/latency-buckets.ts).
CREATE TABLE kpi.windows (
  span_seconds integer NOT NULL,
  started_at timestamptz NOT NULL,
  operation text NOT NULL,
  side text NOT NULL,
  reason text NOT NULL,
  status_class smallint NOT NULL,
  requests bigint NOT NULL,
  seconds double precision NOT NULL,
  buckets integer[] NOT NULL,
  counts bigint[] NOT NULL,
  PRIMARY KEY (span_seconds, started_at, operation, side, reason, status_class)
);

-- When a visitor of one attempt last met each side.
CREATE TABLE kpi.visitors (
  journey text NOT NULL,
  group_id text NOT NULL,
  visitor_id text NOT NULL,
  legacy_at timestamptz,
  new_at timestamptz,
  PRIMARY KEY (journey, group_id, visitor_id),
  CHECK (legacy_at IS NOT NULL OR new_at IS NOT NULL)
);
CREATE INDEX visitors_latest ON kpi.visitors (greatest(legacy_at, new_at));

-- Summaries that are in the windows already: added twice, they would count twice.
CREATE TABLE kpi.folded (
  event_id text PRIMARY KEY,
  folded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX folded_at ON kpi.folded (folded_at);

-- Where each consumer stands in the event log; written with what the events changed.
CREATE TABLE kpi.positions (
  consumer_group text NOT NULL,
  stretch text NOT NULL,
  position text NOT NULL,
  PRIMARY KEY (consumer_group, stretch)
);

-- Down Migration

DROP TABLE kpi.positions;
DROP TABLE kpi.folded;
DROP TABLE kpi.visitors;
DROP TABLE kpi.windows;

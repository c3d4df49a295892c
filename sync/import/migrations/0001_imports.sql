-- Up Migration

-- One row for every import; see sync/import/import-job.ts for what the columns mean.
CREATE TABLE sync.imports (
  id text PRIMARY KEY,
  capability text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('full', 'incremental')),
  state text NOT NULL CHECK (state IN ('unfinished', 'succeeded', 'failed')),
  phase text NOT NULL CHECK (phase IN ('categories', 'products', 'sweep', 'done')),
  cursor text,
  done integer NOT NULL,
  total integer,
  removed integer,
  generation text NOT NULL,
  changed_since timestamptz,
  started_at timestamptz NOT NULL,
  progress_at timestamptz NOT NULL,
  finished_at timestamptz,
  failures integer NOT NULL,
  error_code text,
  error_detail text
);
CREATE INDEX imports_newest ON sync.imports (started_at DESC);
-- One at a time for each capability, whoever starts it.
CREATE UNIQUE INDEX imports_unfinished ON sync.imports (capability) WHERE state = 'unfinished';

-- Down Migration

DROP TABLE sync.imports;

-- Up Migration

-- What the suite has told, by the id of the call: a call that comes again changes nothing.
CREATE TABLE hooks.received (
  id text PRIMARY KEY,
  capability text,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX received_at ON hooks.received (received_at);

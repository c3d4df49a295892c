-- Up Migration

-- One counter for all flags: it orders the changes, and its row lock lets one change go at a time.
CREATE TABLE flags.revision (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  value bigint NOT NULL
);
INSERT INTO flags.revision (value) VALUES (0);

CREATE TABLE flags.features (
  name text PRIMARY KEY,
  description text NOT NULL,
  enabled boolean NOT NULL,
  strategies jsonb NOT NULL,
  -- The revision of its last change.
  version bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE flags.history (
  -- The revision that the change made.
  id bigint PRIMARY KEY,
  feature text NOT NULL,
  type text NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  before jsonb,
  after jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX history_of_feature ON flags.history (feature, id DESC);

CREATE FUNCTION flags.refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of flags is append-only';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON flags.history
  FOR EACH STATEMENT EXECUTE FUNCTION flags.refuse_to_rewrite_history();

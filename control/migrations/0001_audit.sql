-- Up Migration
CREATE TABLE control.audit (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  via text NOT NULL CHECK (via IN ('session', 'token', 'anonymous')),
  action text NOT NULL,
  target text NOT NULL,
  reason text,
  before jsonb,
  after jsonb,
  outcome text NOT NULL CHECK (outcome IN ('intended', 'done', 'refused', 'failed')),
  detail text,
  completed_at timestamptz
);

CREATE INDEX audit_newest_first ON control.audit (at DESC, id DESC);

-- What has an outcome keeps it: the record of an act is never rewritten or removed.
CREATE FUNCTION control.keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.outcome <> 'intended' THEN
    RAISE EXCEPTION 'the audit trail is append-only';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON control.audit
  FOR EACH ROW EXECUTE FUNCTION control.keep_audit();

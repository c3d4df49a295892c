-- Up Migration

-- What happened, in the order in which it was committed.
CREATE TABLE events.log (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  appended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  event json NOT NULL
);

-- How far each consumer group has come: for retention and for people. A consumer's truth is its own position.
CREATE TABLE events.progress (
  consumer_group text PRIMARY KEY,
  position bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);

-- A sequence counts before the commit: of two transactions at once the later number may be committed first, and a
-- reader that has passed it would never see the earlier one (https://event-driven.io/en/ordering_in_postgres_outbox/).
-- The lock, held from before counting until after the commit, makes positions appear in their order. One call is one
-- statement, so that no stalled client can hold it; within a bigger transaction this is the last call. The other way,
-- to read only below pg_snapshot_xmin(pg_current_snapshot()), waits for every long write in the whole cluster, and
-- transaction ids as positions do not survive a restore.
CREATE FUNCTION events.append(batch json[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1650552441, 1);
  INSERT INTO events.log (event)
    SELECT item FROM unnest(batch) WITH ORDINALITY AS added (item, n) ORDER BY n;
  PERFORM pg_notify('banyan_events', '');
END
$$;

-- Down Migration

DROP FUNCTION events.append;
DROP TABLE events.progress;
DROP TABLE events.log;

-- Up Migration

-- What rate-limiter-flexible expects. Unlogged: after a crash everybody has a full bucket, which harms nobody.
CREATE UNLOGGED TABLE limits.counts (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

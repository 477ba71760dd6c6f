-- hookme's schema, version 12: what is known of a destination that nobody has needed for long is forgotten. Needs SQLite 3.37 and nothing
-- newer. hookme runs this by itself. By hand, on a file of version 11:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0012_forget.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- 90 days after that the row goes, unless somebody holds it by hand, or jobs wait for it.
ALTER TABLE destinations ADD COLUMN
  noted_at_ms   INTEGER                           -- when it failed last, or was held; NULL: the row stays
  CONSTRAINT noted_at_a_moment CHECK (noted_at_ms >= 0);
ALTER TABLE destinations ADD COLUMN
  noted_at      TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', noted_at_ms / 1000.0, 'unixepoch')) VIRTUAL;
UPDATE destinations SET noted_at_ms = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER);
CREATE INDEX destinations_by_age ON destinations (noted_at_ms);

PRAGMA user_version = 12;

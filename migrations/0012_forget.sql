-- hookme's schema, version 12: what is known of a destination that nobody has needed for long is forgotten. Needs SQLite 3.37 and nothing
-- newer. hookme runs this by itself. By hand, on a file of version 11:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0012_forget.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- When a delivery to it failed last, or it was held: 90 days after that the row goes, unless somebody holds it by hand, or jobs
-- wait for it. NULL: it stays.
ALTER TABLE destinations ADD COLUMN noted_at_ms INTEGER;
UPDATE destinations SET noted_at_ms = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER);
CREATE INDEX destinations_by_age ON destinations (noted_at_ms);

PRAGMA user_version = 12;

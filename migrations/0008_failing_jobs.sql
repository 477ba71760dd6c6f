-- hookme's schema, version 8: of a destination it is known which jobs failed, so that two that take turns are not taken for many.
-- Needs SQLite 3.37 and nothing newer. hookme runs this by itself. By hand, on a file of version 7:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0008_failing_jobs.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

DROP TRIGGER destinations_open;
ALTER TABLE destinations DROP COLUMN last_failed_job;
-- The jobs that failing_jobs counts, as a JSON array: those whose deliveries failed since one was accepted.
ALTER TABLE destinations ADD COLUMN failed_jobs TEXT NOT NULL DEFAULT '[]';
UPDATE destinations SET failing_jobs = 0 WHERE state = 'open';

-- A destination that is opened by hand begins anew.
CREATE TRIGGER destinations_open AFTER UPDATE OF state ON destinations WHEN old.state = 'held' AND new.state = 'open' BEGIN
  UPDATE destinations SET failing_jobs = 0, failed_jobs = '[]', probe_at_ms = NULL, probe_job = NULL, probes = 0
  WHERE destination = new.destination;
END;

PRAGMA user_version = 8;

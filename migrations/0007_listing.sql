-- hookme's schema, version 7: jobs can be listed, a running one cancelled, and the queue paused. Needs SQLite 3.37 and nothing
-- newer. hookme runs this by itself. By hand, on a file of version 6:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0007_listing.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- What a list of jobs may be filtered by, each with the job's number behind it, so that the newest come first without a sort. A
-- job costs one entry in jobs_by_task and one in jobs_by_creation, which stay; one in jobs_by_state, which moves when it is
-- claimed and is gone when it is completed; and one in jobs_by_error for as long as it says what went wrong.
--
-- All states but the one that nearly all jobs are in: of completed ones the newest are found by looking at the newest jobs.
-- Queries must write the predicate literally to use it. What a dead process left behind is found by it too.
CREATE INDEX jobs_by_state ON jobs (state) WHERE state <> 'completed';
DROP INDEX jobs_running;
-- One account's jobs, and those of one repository of it.
CREATE INDEX jobs_by_task ON jobs (username COLLATE NOCASE, repository COLLATE NOCASE);
-- What went wrong in the same way.
CREATE INDEX jobs_by_error ON jobs (error_class) WHERE error_class IS NOT NULL;
-- What was accepted in a span of time.
CREATE INDEX jobs_by_creation ON jobs (created_at_ms);

-- Whether jobs are claimed: one row, for the whole file. To pause, and to go on:
--   UPDATE queue SET paused_at_ms = strftime('%s', 'now') * 1000;
--   UPDATE queue SET paused_at_ms = NULL;
CREATE TABLE queue (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  paused_at_ms INTEGER,  -- since when nothing is claimed, while running jobs go on; NULL: it is not paused
  paused_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', paused_at_ms / 1000.0, 'unixepoch')) VIRTUAL
) STRICT;
INSERT INTO queue (id) VALUES (1);

-- A job that is cancelled while it runs, by whomever, leaves its attempt in the history; a destination that it was to try is
-- tried with another one.
CREATE TRIGGER jobs_cancel_running AFTER UPDATE OF state ON jobs
  WHEN old.state = 'running' AND new.state = 'cancelled' BEGIN
  INSERT OR IGNORE INTO attempts (job_id, attempt, result, stage, started_at_ms, duration_ms)
  VALUES (old.id, old.attempts, 'cancelled', new.stage, old.claimed_at_ms,
          max(0, new.finished_at_ms - old.claimed_at_ms));
  UPDATE destinations SET probe_job = NULL, probe_at_ms = new.finished_at_ms
  WHERE destination = old.destination AND state = 'held' AND probe_job = old.id;
END;

-- As before, and a job that is due says that the queue is paused.
DROP VIEW v_jobs;
CREATE VIEW v_jobs AS
SELECT id,
       username || '/' || repository AS task,
       state,
       CASE WHEN state = 'queued' AND run_at_ms <= (julianday('now') - 2440587.5) * 86400000
            THEN CASE WHEN EXISTS (SELECT 1 FROM queue WHERE paused_at_ms IS NOT NULL) THEN 'paused'
                      WHEN stage = 'collect' THEN coalesce((
              SELECT iif(reason = 'unauthorized', 'refused ', 'budget ') || CAST(max(closed_until_ms) / 1000 - strftime('%s', 'now') AS INTEGER) || ' s' FROM gates
              WHERE closed_until_ms > (julianday('now') - 2440587.5) * 86400000 AND name NOT LIKE '% graphql'), 'due')
                      ELSE 'due' END
            WHEN state = 'queued' THEN 'in ' || CAST(run_at_ms / 1000 - strftime('%s', 'now') AS INTEGER) || ' s'
            WHEN state = 'running' THEN stage || 'ing'
            ELSE '' END AS next,
       run_reason AS reason,
       attempts AS tries,
       failures AS fails,
       CASE WHEN length(last_error) > 30 THEN substr(last_error, 1, 29) || '…' ELSE coalesce(last_error, '') END AS last_error
FROM jobs
ORDER BY id;

PRAGMA user_version = 7;

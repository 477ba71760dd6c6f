-- hookme's schema, version 5: what the receiver answered is kept with each attempt, and a running job may be cancelled. Needs
-- SQLite 3.37 and nothing newer. hookme runs this by itself. By hand, on a file of version 4:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0005_answers.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- A table is made anew to change what a column may hold; what refers to it goes first, and comes back.
DROP TRIGGER jobs_count_delete;
DROP VIEW v_attempts;

-- The history: one row for each finished attempt.
CREATE TABLE attempts_new (
  job_id        INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  attempt       INTEGER NOT NULL,  -- from 1
  result        TEXT    NOT NULL,  -- completed | failed | deferred | released | crashed | discarded | cancelled
  stage         TEXT    NOT NULL,  -- how far it came: collect | deliver
  started_at_ms INTEGER NOT NULL,
  duration_ms   INTEGER,           -- NULL when the process died meanwhile
  http_status   INTEGER,           -- of the answer that decided it, GitHub's or the receiver's
  requests      INTEGER NOT NULL DEFAULT 0,  -- requests that went to GitHub
  error_class   TEXT,              -- what went wrong, as a word to filter by
  error         TEXT,              -- what went wrong, as a sentence
  answer        TEXT,              -- the beginning of the receiver's answer, in one line; NULL: it did not answer, or said nothing
  started_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', started_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  PRIMARY KEY (job_id, attempt),
  CONSTRAINT result_is_known CHECK (result = 'completed' OR result = 'failed' OR result = 'deferred' OR result = 'released'
                                    OR result = 'crashed' OR result = 'discarded' OR result = 'cancelled'),
  CONSTRAINT stage_is_known CHECK (stage = 'collect' OR stage = 'deliver'),
  CONSTRAINT measures_are_sane CHECK (attempt >= 1 AND coalesce(duration_ms, 0) >= 0 AND requests >= 0),
  CONSTRAINT error_has_class CHECK ((error_class IS NULL) = (error IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO attempts_new (job_id, attempt, result, stage, started_at_ms, duration_ms, http_status, requests, error_class, error)
SELECT job_id, attempt, result, stage, started_at_ms, duration_ms, http_status, requests, error_class, error FROM attempts;
DROP TABLE attempts;
ALTER TABLE attempts_new RENAME TO attempts;

CREATE TRIGGER jobs_count_delete AFTER DELETE ON jobs BEGIN
  UPDATE job_counts SET jobs = jobs - 1 WHERE state = old.state;
  -- The sqlite3 prompt does not follow REFERENCES unless it is told to.
  DELETE FROM attempts WHERE job_id = old.id;
  DELETE FROM payloads WHERE job_id = old.id;
END;

-- The story of one job:  SELECT * FROM v_attempts WHERE job = 1;
CREATE VIEW v_attempts AS
SELECT job_id AS job,
       attempt AS try,
       strftime('%m-%d %H:%M:%S', started_at_ms / 1000, 'unixepoch') AS started,
       duration_ms AS ms,
       stage,
       result,
       http_status AS http,
       requests AS reqs,
       CASE WHEN length(error) > 40 THEN substr(error, 1, 39) || '…' ELSE coalesce(error, '') END AS error
FROM attempts
ORDER BY job_id, attempt;

PRAGMA user_version = 5;

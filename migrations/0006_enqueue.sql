-- hookme's schema, version 6: a task says when it runs, how urgent it is and how often it is retried, and a request with an
-- idempotency key is done once. Needs SQLite 3.37 and nothing newer. hookme runs this by itself. By hand, on a file of version 5:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0006_enqueue.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

ALTER TABLE jobs ADD COLUMN
  priority INTEGER NOT NULL DEFAULT 1  -- of the due jobs, those with a lower number go first: 0 to 3
  CONSTRAINT priority_is_a_level CHECK (priority BETWEEN 0 AND 3);
ALTER TABLE jobs ADD COLUMN
  max_retries INTEGER                  -- failures after which it is retried once more; NULL: RETRY_MAX_ATTEMPTS
  CONSTRAINT max_retries_is_sane CHECK (max_retries BETWEEN 0 AND 1000);
ALTER TABLE jobs ADD COLUMN
  traceparent TEXT                     -- the trace that it belongs to (W3C Trace Context); NULL: none
  CONSTRAINT traceparent_has_a_length CHECK (length(traceparent) BETWEEN 55 AND 512);

-- The next due job of each priority (by run_at_ms, then id), and the moment to wake up. Queries must write the predicate literally to
-- use it, and name one priority, so that nothing is sorted.
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (priority, run_at_ms) WHERE state = 'queued';
-- As jobs_due, for jobs that need nothing from GitHub: what is due while GitHub's budget is spent. The predicate literally, here too.
DROP INDEX jobs_due_to_deliver;
CREATE INDEX jobs_due_to_deliver ON jobs (priority, run_at_ms) WHERE state = 'queued' AND stage = 'deliver';

-- What was answered to each request with an Idempotency-Key: stored with its jobs, given again to who repeats it, and deleted a day
-- later. To let a client use its keys again:  DELETE FROM idempotency_keys WHERE client = '…';
CREATE TABLE idempotency_keys (
  client        TEXT    NOT NULL,  -- whose key it is: the name of the token; empty where no token is needed
  key           TEXT    NOT NULL,  -- the key, without quotation marks
  fingerprint   TEXT    NOT NULL,  -- SHA-256 of the request's method, path and body: what repeats it has the same
  status        INTEGER NOT NULL,  -- of the answer
  location      TEXT,              -- the answer's header Location; NULL: it has none
  answer        TEXT    NOT NULL,  -- the answer's body, as JSON
  created_at_ms INTEGER NOT NULL,  -- when the first request with it was accepted
  created_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', created_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  PRIMARY KEY (client, key),
  CONSTRAINT key_has_a_length CHECK (length(key) BETWEEN 1 AND 255),
  CONSTRAINT status_is_one CHECK (status BETWEEN 200 AND 599)
) STRICT;
-- The oldest is deleted first.
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at_ms);

PRAGMA user_version = 6;

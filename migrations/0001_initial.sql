-- hookme's schema, version 1. Needs SQLite 3.37 (STRICT tables) and nothing newer, so that an old sqlite3 can read it.
-- hookme runs this by itself. By hand, on a new file:  sqlite3 -bail hookme.db < migrations/0001_initial.sql
-- Times are whole milliseconds UTC since 1970 (*_ms); the columns without _ms show the same moment for people.

PRAGMA auto_vacuum = INCREMENTAL;    -- takes effect on a new file only
PRAGMA application_id = 0x686f6f6b;  -- "hook": file(1) and hookme know the file by it

-- One row for each accepted task. This is enough:  INSERT INTO jobs (username, repository) VALUES ('octocat', 'Hello-World');
CREATE TABLE jobs (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,  -- the number in /tasks/{id}; never used twice
  webhook_id    TEXT    NOT NULL                    -- header of each delivery, the same over all retries; unlike any other's
                DEFAULT ('msg_' || lower(hex(randomblob(16)))),
  username      TEXT    NOT NULL,                   -- whose repository, as the task wrote it
  repository    TEXT    NOT NULL,                   -- its name, as the task wrote it
  destination   TEXT    NOT NULL DEFAULT 'default', -- where the payload goes: 'default' is WEBHOOK_URL, else a URL of its own
  state         TEXT    NOT NULL DEFAULT 'queued',  -- queued | running | held | completed | discarded | cancelled
  stage         TEXT    NOT NULL DEFAULT 'collect', -- what the next attempt begins with: collect | deliver (what is frozen)
  run_at_ms     INTEGER NOT NULL                    -- not claimed before; set it to 0 to run a queued job now
                DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
  run_reason    TEXT    NOT NULL DEFAULT 'enqueued',-- why it waits until then: enqueued | backoff | retry_after | rate_limit |
                                                    -- crash | shutdown | manual | held
  attempts      INTEGER NOT NULL DEFAULT 0,         -- runs so far; each finished one is a row in attempts
  failures      INTEGER NOT NULL DEFAULT 0,         -- attempts that count against RETRY_MAX_ATTEMPTS
  deferrals     INTEGER NOT NULL DEFAULT 0,         -- attempts that ended in waiting for GitHub's budget
  crashes       INTEGER NOT NULL DEFAULT 0,         -- attempts that ended with the process; 10 discard the job
  claim_token   TEXT,                               -- the running attempt's right to record; set while running only
  claimed_at_ms INTEGER,                            -- when the running attempt began; set while running only
  error_class   TEXT,                               -- what last went wrong, as a word to filter by
  last_error    TEXT,                               -- what last went wrong, as a sentence
  created_at_ms INTEGER NOT NULL                    -- when the task was accepted
                DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
  finished_at_ms INTEGER,                           -- when it became completed, discarded or cancelled; set then only

  run_at        TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', run_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  claimed_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', claimed_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  created_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', created_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  finished_at   TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', finished_at_ms / 1000.0, 'unixepoch')) VIRTUAL,

  CONSTRAINT username_is_a_login CHECK ((length(username) BETWEEN 1 AND 39 AND username NOT GLOB '*[^A-Za-z0-9-]*'
                                         OR length(username) BETWEEN 6 AND 44 AND username GLOB '*[[]bot]'
                                            AND substr(username, 1, length(username) - 5) NOT GLOB '*[^A-Za-z0-9-]*')
                                        AND username NOT GLOB '-*' AND username NOT GLOB '*--*'
                                        AND instr(username, char(0)) = 0),
  CONSTRAINT repository_is_a_name CHECK (length(repository) BETWEEN 1 AND 100 AND repository NOT GLOB '*[^A-Za-z0-9._-]*'
                                         AND repository <> '.' AND repository <> '..' AND instr(repository, char(0)) = 0),
  -- Not IN: SQLite builds a table of the words for that, anew in every single statement.
  CONSTRAINT state_is_known CHECK (state = 'queued' OR state = 'running' OR state = 'completed' OR state = 'held'
                                   OR state = 'discarded' OR state = 'cancelled'),
  CONSTRAINT stage_is_known CHECK (stage = 'collect' OR stage = 'deliver'),
  CONSTRAINT run_reason_is_known CHECK (run_reason = 'enqueued' OR run_reason = 'backoff' OR run_reason = 'rate_limit'
                                        OR run_reason = 'retry_after' OR run_reason = 'crash' OR run_reason = 'shutdown'
                                        OR run_reason = 'manual' OR run_reason = 'held'),
  CONSTRAINT counters_are_sane CHECK (attempts BETWEEN 0 AND 1000000000 AND failures BETWEEN 0 AND 1000000000
                                      AND deferrals BETWEEN 0 AND 1000000000 AND crashes BETWEEN 0 AND 1000000000),
  CONSTRAINT times_are_milliseconds CHECK (run_at_ms BETWEEN 0 AND 253402300799999),  -- to the end of the year 9999
  CONSTRAINT claim_while_running CHECK ((state = 'running') = (claim_token IS NOT NULL)
                                        AND (state = 'running') = (claimed_at_ms IS NOT NULL)
                                        AND (state <> 'running' OR attempts >= 1)),
  CONSTRAINT finished_when_final CHECK ((state = 'completed' OR state = 'discarded' OR state = 'cancelled')
                                        = (finished_at_ms IS NOT NULL)),
  CONSTRAINT error_has_class CHECK ((error_class IS NULL) = (last_error IS NULL))
) STRICT;

-- The next due job (by run_at_ms, then id), and the moment to wake up (the first row). Queries must write the predicate literally to use it.
CREATE INDEX jobs_due ON jobs (run_at_ms) WHERE state = 'queued';
-- A task whose job is live (queued, running or held, so not finished) gets that job instead of a second one.
CREATE UNIQUE INDEX jobs_live ON jobs (username COLLATE NOCASE, repository COLLATE NOCASE, destination)
  WHERE finished_at_ms IS NULL;
-- What a dead process left behind.
CREATE INDEX jobs_running ON jobs (id) WHERE state = 'running';

-- The number of an attempt is the key of its history.
CREATE TRIGGER jobs_attempts_only_grow BEFORE UPDATE OF attempts ON jobs WHEN new.attempts < old.attempts BEGIN
  SELECT raise(ABORT, 'attempts only grows; to grant retries, lower failures');
END;

-- The history: one row for each finished attempt.
CREATE TABLE attempts (
  job_id        INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  attempt       INTEGER NOT NULL,  -- from 1
  result        TEXT    NOT NULL,  -- completed | failed | deferred | released | crashed | discarded
  stage         TEXT    NOT NULL,  -- how far it came: collect | deliver
  started_at_ms INTEGER NOT NULL,
  duration_ms   INTEGER,           -- NULL when the process died meanwhile
  http_status   INTEGER,           -- of the answer that decided it, GitHub's or the receiver's
  requests      INTEGER NOT NULL DEFAULT 0,  -- requests that went to GitHub
  error_class   TEXT,              -- what went wrong, as a word to filter by
  error         TEXT,              -- what went wrong, as a sentence
  started_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', started_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  PRIMARY KEY (job_id, attempt),
  CONSTRAINT result_is_known CHECK (result = 'completed' OR result = 'failed' OR result = 'deferred'
                                    OR result = 'released' OR result = 'crashed' OR result = 'discarded'),
  CONSTRAINT stage_is_known CHECK (stage = 'collect' OR stage = 'deliver'),
  CONSTRAINT measures_are_sane CHECK (attempt >= 1 AND coalesce(duration_ms, 0) >= 0 AND requests >= 0),
  CONSTRAINT error_has_class CHECK ((error_class IS NULL) = (error IS NULL))
) STRICT, WITHOUT ROWID;

-- The frozen payloads: exactly the bytes that every delivery of the job sends.
CREATE TABLE payloads (
  job_id          INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  body            TEXT    NOT NULL,  -- JSON
  collected_at_ms INTEGER NOT NULL,  -- when GitHub was read
  collected_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', collected_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  -- Not json_valid(): SQLite 3.40 refuses it in a schema under trusted_schema=OFF, which hookme sets.
  CONSTRAINT body_is_an_object CHECK (body GLOB '{*}')
) STRICT;

-- What hookme remembers about GitHub's limits, so that a restart does not ask again too early.
CREATE TABLE gates (
  name         TEXT PRIMARY KEY NOT NULL,  -- whose budget it is: 'token' with API_TOKEN, 'anonymous' without
  closed_until_ms INTEGER,                 -- no request before; NULL: open
  closed_until TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', closed_until_ms / 1000.0, 'unixepoch')) VIRTUAL
) STRICT;

-- What is true of the whole file, by name.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY NOT NULL,  -- created_at: when this file was made;
                              -- writable_at: when /readyz last proved that it can be written
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (key, value) VALUES ('created_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));

-- How many jobs are in each state, kept by the triggers below: counting rows is what makes dashboards slow.
CREATE TABLE job_counts (
  state TEXT PRIMARY KEY NOT NULL,
  jobs  INTEGER NOT NULL DEFAULT 0 CHECK (jobs >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO job_counts (state) VALUES ('queued'), ('running'), ('held'), ('completed'), ('discarded'), ('cancelled');

CREATE TRIGGER jobs_count_insert AFTER INSERT ON jobs BEGIN
  UPDATE job_counts SET jobs = jobs + 1 WHERE state = new.state;
END;
CREATE TRIGGER jobs_count_delete AFTER DELETE ON jobs BEGIN
  UPDATE job_counts SET jobs = jobs - 1 WHERE state = old.state;
  -- The sqlite3 prompt does not follow REFERENCES unless it is told to.
  DELETE FROM attempts WHERE job_id = old.id;
  DELETE FROM payloads WHERE job_id = old.id;
END;
CREATE TRIGGER jobs_count_update AFTER UPDATE OF state ON jobs WHEN old.state <> new.state BEGIN
  UPDATE job_counts SET jobs = jobs - 1 WHERE state = old.state;
  UPDATE job_counts SET jobs = jobs + 1 WHERE state = new.state;
END;

-- For people:  SELECT * FROM v_jobs;
CREATE VIEW v_jobs AS
SELECT id,
       username || '/' || repository AS task,
       state,
       CASE WHEN state = 'queued' AND run_at_ms <= (julianday('now') - 2440587.5) * 86400000 THEN 'due'
            WHEN state = 'queued' THEN 'in ' || CAST(run_at_ms / 1000 - strftime('%s', 'now') AS INTEGER) || ' s'
            WHEN state = 'running' THEN stage || 'ing'
            ELSE '' END AS next,
       run_reason AS reason,
       attempts AS tries,
       failures AS fails,
       CASE WHEN length(last_error) > 34 THEN substr(last_error, 1, 33) || '…' ELSE coalesce(last_error, '') END AS last_error
FROM jobs
ORDER BY id;

-- Jobs that need somebody:  SELECT * FROM v_failed;
CREATE VIEW v_failed AS
SELECT id,
       username || '/' || repository AS task,
       state,
       stage,
       failures AS fails,
       error_class AS class,
       strftime('%m-%d %H:%M:%S', coalesce(finished_at_ms, run_at_ms) / 1000, 'unixepoch') AS since,
       last_error
FROM jobs
WHERE state IN ('discarded', 'held')
ORDER BY id;

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

-- How many jobs are in each state:  SELECT * FROM v_stats;
CREATE VIEW v_stats AS
SELECT state, jobs FROM job_counts
ORDER BY CASE state WHEN 'queued' THEN 1 WHEN 'running' THEN 2 WHEN 'held' THEN 3 WHEN 'completed' THEN 4
                    WHEN 'discarded' THEN 5 ELSE 6 END;

PRAGMA user_version = 1;

-- hookme's schema, version 2: collecting in parts. Needs SQLite 3.37 and nothing newer. What GitHub has said is kept, so that
-- a collection that ran out of budget goes on where it stopped, and an unchanged page costs nothing when it is read again.
-- hookme runs this by itself. By hand, on a file of version 1:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0002_collection.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

ALTER TABLE jobs ADD COLUMN
  collecting_since_ms INTEGER
  -- when the collection under way began, or the last one; what GitHub has said since then need not be asked again; NULL
  -- before the first attempt
  CONSTRAINT collecting_since_the_first_attempt
    CHECK (collecting_since_ms IS NULL OR attempts >= 1 AND collecting_since_ms BETWEEN 0 AND 253402300799999);
ALTER TABLE jobs ADD COLUMN
  collecting_since TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', collecting_since_ms / 1000.0, 'unixepoch')) VIRTUAL;

-- A job that is tried again after it was finished, or that is put back to collect, asks GitHub anew.
CREATE TRIGGER jobs_collect_anew AFTER UPDATE OF stage, finished_at_ms ON jobs
  WHEN new.collecting_since_ms IS NOT NULL
       AND (old.finished_at_ms IS NOT NULL AND new.finished_at_ms IS NULL
            OR old.stage = 'deliver' AND new.stage = 'collect') BEGIN
  UPDATE jobs SET collecting_since_ms = NULL WHERE id = new.id;
END;
-- So does one whose frozen payload is deleted.
CREATE TRIGGER payloads_collect_anew AFTER DELETE ON payloads BEGIN
  UPDATE jobs SET collecting_since_ms = NULL WHERE id = old.job_id AND collecting_since_ms IS NOT NULL;
END;

-- As jobs_due, for jobs that need nothing from GitHub: what is due while GitHub's budget is spent. The predicate literally, here too.
CREATE INDEX jobs_due_to_deliver ON jobs (run_at_ms) WHERE state = 'queued' AND stage = 'deliver';
-- The oldest collection under way: what GitHub has said since then is still counted on.
CREATE INDEX jobs_collecting ON jobs (collecting_since_ms)
  WHERE finished_at_ms IS NULL AND stage = 'collect' AND collecting_since_ms IS NOT NULL;

-- What hookme remembers about GitHub's limits, so that a restart does not ask again too early. Version 1's is worth nothing
-- after its upgrade: GitHub says it again.
DROP TABLE gates;
CREATE TABLE gates (
  name         TEXT PRIMARY KEY NOT NULL,  -- whose budget it is: 'anonymous', 'token:' and a fingerprint, or 'app:' and its
                                           -- installation; followed by ' graphql' for GraphQL's, which is one of its own
  closed_until_ms INTEGER,                 -- no request before; NULL: open
  reason       TEXT,                       -- why it is closed, or was last: primary (the hour's budget is spent) | secondary
                                           -- (too much at once) | unauthorized (the credentials are refused)
  streak       INTEGER NOT NULL DEFAULT 0, -- how often in a row GitHub did not say for how long; doubles the wait
  closed_until TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', closed_until_ms / 1000.0, 'unixepoch')) VIRTUAL,
  CONSTRAINT reason_is_known CHECK (reason = 'primary' OR reason = 'secondary' OR reason = 'unauthorized'),
  CONSTRAINT streak_is_sane CHECK (streak >= 0)
) STRICT;

-- Pages of GitHub's lists as they were last read. Only a cache: DELETE FROM pages; costs requests and nothing else.
-- With a rowid, since a body may be longer than a page of the file, and the body last, so that nothing else is behind it.
CREATE TABLE pages (
  id              INTEGER PRIMARY KEY,
  url             TEXT    NOT NULL,
  reader          TEXT    NOT NULL,  -- as whom it was read: what one may see, another may not; never a token itself
  format          TEXT    NOT NULL,  -- the media type that was asked for, and how the body is written
  etag            TEXT,              -- GitHub's name for this version of the page; NULL: it cannot be asked about
  confirmed_at_ms INTEGER NOT NULL,  -- when GitHub last said that the page is this one: read, or answered with 304
  bytes           INTEGER NOT NULL AS (length(CAST(body AS BLOB)) + length(CAST(url AS BLOB))) STORED,  -- what it takes up
  body            TEXT    NOT NULL,  -- what hookme read of it, as JSON
  confirmed_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', confirmed_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  UNIQUE (url, reader, format)
) STRICT;
-- What was confirmed longest ago goes first when there is too much.
CREATE INDEX pages_by_age ON pages (confirmed_at_ms);

-- The names of GitHub's users as they were last read. Only a cache too.
CREATE TABLE users (
  api        TEXT    NOT NULL,  -- whose user, as the base URL of the API
  login      TEXT    NOT NULL,  -- in lower case
  name       TEXT,              -- what the user is called; NULL: known to have no name
  read_at_ms INTEGER NOT NULL,  -- when GitHub said so
  read_at    TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', read_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  PRIMARY KEY (api, login),
  CONSTRAINT login_is_in_lower_case CHECK (login = lower(login))
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_age ON users (read_at_ms);

-- How large each cache is, kept by the triggers below, so that nobody counts.
CREATE TABLE cache_sizes (
  cache TEXT PRIMARY KEY NOT NULL,  -- pages | users
  size  INTEGER NOT NULL DEFAULT 0  -- of pages the sum of bytes, of users the number of rows
        CHECK (size >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO cache_sizes (cache) VALUES ('pages'), ('users');

CREATE TRIGGER pages_size_insert AFTER INSERT ON pages BEGIN
  UPDATE cache_sizes SET size = size + new.bytes WHERE cache = 'pages';
END;
CREATE TRIGGER pages_size_delete AFTER DELETE ON pages BEGIN
  UPDATE cache_sizes SET size = size - old.bytes WHERE cache = 'pages';
END;
CREATE TRIGGER pages_size_update AFTER UPDATE OF url, body ON pages WHEN old.bytes <> new.bytes BEGIN
  UPDATE cache_sizes SET size = size - old.bytes + new.bytes WHERE cache = 'pages';
END;
CREATE TRIGGER users_size_insert AFTER INSERT ON users BEGIN
  UPDATE cache_sizes SET size = size + 1 WHERE cache = 'users';
END;
CREATE TRIGGER users_size_delete AFTER DELETE ON users BEGIN
  UPDATE cache_sizes SET size = size - 1 WHERE cache = 'users';
END;

-- As before, and a job that is due and has to collect says that it waits for GitHub's budget.
DROP VIEW v_jobs;
CREATE VIEW v_jobs AS
SELECT id,
       username || '/' || repository AS task,
       state,
       CASE WHEN state = 'queued' AND run_at_ms <= (julianday('now') - 2440587.5) * 86400000
            THEN iif(stage = 'collect', coalesce((
              SELECT iif(reason = 'unauthorized', 'refused ', 'budget ') || CAST(max(closed_until_ms) / 1000 - strftime('%s', 'now') AS INTEGER) || ' s' FROM gates
              WHERE closed_until_ms > (julianday('now') - 2440587.5) * 86400000 AND name NOT LIKE '% graphql'), 'due'), 'due')
            WHEN state = 'queued' THEN 'in ' || CAST(run_at_ms / 1000 - strftime('%s', 'now') AS INTEGER) || ' s'
            WHEN state = 'running' THEN stage || 'ing'
            ELSE '' END AS next,
       run_reason AS reason,
       attempts AS tries,
       failures AS fails,
       CASE WHEN length(last_error) > 30 THEN substr(last_error, 1, 29) || '…' ELSE coalesce(last_error, '') END AS last_error
FROM jobs
ORDER BY id;

-- What GitHub lets us ask:  SELECT * FROM v_gates;
CREATE VIEW v_gates AS
SELECT name,
       CASE WHEN is_closed THEN 'closed' ELSE 'open' END AS state,
       CASE WHEN is_closed THEN CAST(closed_until_ms / 1000 - strftime('%s', 'now') AS INTEGER) END AS seconds_left,
       reason
FROM (SELECT *, coalesce(closed_until_ms > (julianday('now') - 2440587.5) * 86400000, 0) AS is_closed FROM gates)
ORDER BY name;

PRAGMA user_version = 2;

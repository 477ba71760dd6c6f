-- hookme's schema, version 3: destinations that do not answer are held, and their jobs wait without failing. Needs SQLite 3.37
-- and nothing newer. hookme runs this by itself. By hand, on a file of version 2:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0003_destinations.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- One row for each destination whose deliveries have failed, or that somebody has held. To release one by hand:
--   UPDATE destinations SET state = 'open' WHERE destination = 'default';
CREATE TABLE destinations (
  destination   TEXT    PRIMARY KEY NOT NULL,     -- as in jobs: 'default' is WEBHOOK_URL, else a URL of its own
  state         TEXT    NOT NULL DEFAULT 'open',  -- open | held: its due jobs become held, and only probes are delivered
  reason        TEXT,                             -- why it is held, or was last: failing | gone (it answered 410) | manual
  failing_jobs  INTEGER NOT NULL DEFAULT 0,       -- different jobs whose deliveries failed one after another
  last_failed_job INTEGER,                        -- the last of them
  last_error    TEXT,                             -- what last went wrong, as a sentence
  held_at_ms    INTEGER,                          -- since when it is held, or was last
  probe_at_ms   INTEGER,                          -- when one of its jobs is tried; NULL: one is being tried, or none is to be
  probe_job     INTEGER,                          -- the job that is being tried
  probes        INTEGER NOT NULL DEFAULT 0,       -- probes that failed since then; each doubles the pause
  held_at       TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', held_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  probe_at      TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', probe_at_ms / 1000.0, 'unixepoch')) VIRTUAL,
  CONSTRAINT state_is_known CHECK (state = 'open' OR state = 'held'),
  CONSTRAINT reason_is_known CHECK (reason = 'failing' OR reason = 'gone' OR reason = 'manual'),
  CONSTRAINT held_for_a_reason CHECK (state = 'open' OR (reason IS NOT NULL AND held_at_ms IS NOT NULL)),
  CONSTRAINT counters_are_sane CHECK (failing_jobs >= 0 AND probes BETWEEN 0 AND 1000000000)
) STRICT;

-- The next job of a held destination to be tried, and those to be released, in the order in which they were due.
CREATE INDEX jobs_held ON jobs (destination, run_at_ms) WHERE state = 'held';

-- A destination that is opened by hand begins anew.
CREATE TRIGGER destinations_open AFTER UPDATE OF state ON destinations WHEN old.state = 'held' AND new.state = 'open' BEGIN
  UPDATE destinations SET failing_jobs = 0, last_failed_job = NULL, probe_at_ms = NULL, probe_job = NULL, probes = 0
  WHERE destination = new.destination;
END;

-- For people:  SELECT * FROM v_destinations;
CREATE VIEW v_destinations AS
SELECT destination,
       state,
       CASE WHEN state = 'held' THEN reason ELSE '' END AS reason,
       (SELECT count(*) FROM jobs WHERE jobs.state = 'held' AND jobs.destination = destinations.destination) AS held_jobs,
       CASE WHEN state = 'open' THEN ''
            WHEN probe_job IS NOT NULL THEN 'job ' || probe_job || ' now'
            WHEN probe_at_ms IS NULL THEN 'never'
            ELSE 'in ' || max(0, CAST(probe_at_ms / 1000 - strftime('%s', 'now') AS INTEGER)) || ' s' END AS probe,
       probes,
       CASE WHEN length(last_error) > 50 THEN substr(last_error, 1, 49) || '…' ELSE coalesce(last_error, '') END AS last_error
FROM destinations
ORDER BY state = 'open', destination;

PRAGMA user_version = 3;

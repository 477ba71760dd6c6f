-- hookme's schema, version 9: what happened in each minute of the last day, for the plots of the page. Needs SQLite 3.37 and
-- nothing newer. hookme runs this by itself. By hand, on a file of version 8:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0009_history.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- One row for each minute in which anything happened, kept for 25 hours. Kept by the triggers below, so that it is committed with
-- what it counts, and an operator's edits count too. Only for people: DELETE FROM history; costs nothing but the plots.
CREATE TABLE history (
  minute         INTEGER PRIMARY KEY,         -- since 1970, UTC
  accepted       INTEGER NOT NULL DEFAULT 0,  -- jobs that were accepted
  completed      INTEGER NOT NULL DEFAULT 0,  -- jobs that became completed
  discarded      INTEGER NOT NULL DEFAULT 0,  -- jobs that became discarded
  cancelled      INTEGER NOT NULL DEFAULT 0,  -- jobs that became cancelled
  failed         INTEGER NOT NULL DEFAULT 0,  -- attempts that failed, also those that discarded their job
  latencies      INTEGER NOT NULL DEFAULT 0,  -- of the completed jobs, those whose latency counts: not what somebody sent again
  latency_ms     INTEGER NOT NULL DEFAULT 0,  -- their latencies together, each from acceptance to completion
  latency_ms_max INTEGER NOT NULL DEFAULT 0,  -- the longest of them
  started_at TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', minute * 60, 'unixepoch')) VIRTUAL
) STRICT;

-- An update that finds its row is what happens nearly always, and costs half of what an upsert does.
CREATE TRIGGER history_accepted AFTER INSERT ON jobs BEGIN
  UPDATE history SET accepted = accepted + 1 WHERE minute = new.created_at_ms / 60000;
  INSERT INTO history (minute, accepted) SELECT new.created_at_ms / 60000, 1 WHERE changes() = 0;
END;
CREATE TRIGGER history_completed AFTER UPDATE OF finished_at_ms ON jobs
  WHEN old.finished_at_ms IS NULL AND new.state = 'completed' BEGIN
  UPDATE history
  SET completed = completed + 1,
      latencies = latencies + (new.run_reason <> 'manual'),
      latency_ms = latency_ms + iif(new.run_reason = 'manual', 0, max(0, new.finished_at_ms - new.created_at_ms)),
      latency_ms_max = iif(new.run_reason = 'manual', latency_ms_max,
                           max(latency_ms_max, new.finished_at_ms - new.created_at_ms))
  WHERE minute = new.finished_at_ms / 60000;
  INSERT INTO history (minute, completed, latencies, latency_ms, latency_ms_max)
  SELECT new.finished_at_ms / 60000, 1, new.run_reason <> 'manual', latency, latency
  FROM (SELECT iif(new.run_reason = 'manual', 0, max(0, new.finished_at_ms - new.created_at_ms)) AS latency)
  WHERE changes() = 0;
END;
CREATE TRIGGER history_given_up AFTER UPDATE OF finished_at_ms ON jobs
  WHEN old.finished_at_ms IS NULL AND (new.state = 'discarded' OR new.state = 'cancelled') BEGIN
  INSERT INTO history (minute, discarded, cancelled)
  VALUES (new.finished_at_ms / 60000, new.state = 'discarded', new.state = 'cancelled')
  ON CONFLICT (minute) DO UPDATE SET discarded = discarded + excluded.discarded, cancelled = cancelled + excluded.cancelled;
END;
CREATE TRIGGER history_failed AFTER INSERT ON attempts WHEN new.result = 'failed' OR new.result = 'discarded' BEGIN
  INSERT INTO history (minute, failed) VALUES ((new.started_at_ms + coalesce(new.duration_ms, 0)) / 60000, 1)
  ON CONFLICT (minute) DO UPDATE SET failed = failed + 1;
END;

-- How many jobs were in each state at the end of a minute. hookme notes it once a minute, and only when it has changed or half an
-- hour is over; a minute that is not here is like the last one that is.
CREATE TABLE job_counts_history (
  minute     INTEGER PRIMARY KEY,  -- since 1970, UTC
  queued     INTEGER NOT NULL,
  running    INTEGER NOT NULL,
  held       INTEGER NOT NULL,
  completed  INTEGER NOT NULL,
  discarded  INTEGER NOT NULL,
  cancelled  INTEGER NOT NULL,
  started_at TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', minute * 60, 'unixepoch')) VIRTUAL
) STRICT;

PRAGMA user_version = 9;

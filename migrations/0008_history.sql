-- hookme's schema, version 8: what happened in each minute of the last day, for the plots of the page. Needs SQLite 3.37 and
-- nothing newer. hookme runs this by itself. By hand, on a file of version 7:
--   sqlite3 hookme.db < migrations/0008_history.sql

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
  jobs_queued    INTEGER,                     -- how many jobs were queued, as noted last in this minute; NULL: not noted, and as
  jobs_running   INTEGER,                     -- in the last minute that has it. Likewise those in the other states
  jobs_held      INTEGER,
  jobs_completed INTEGER,
  jobs_discarded INTEGER,
  jobs_cancelled INTEGER,
  started_at TEXT AS (strftime('%Y-%m-%dT%H:%M:%fZ', minute * 60, 'unixepoch')) VIRTUAL,
  CONSTRAINT all_or_none_are_noted CHECK ((jobs_queued IS NULL) = (jobs_running IS NULL)
                                          AND (jobs_queued IS NULL) = (jobs_held IS NULL)
                                          AND (jobs_queued IS NULL) = (jobs_completed IS NULL)
                                          AND (jobs_queued IS NULL) = (jobs_discarded IS NULL)
                                          AND (jobs_queued IS NULL) = (jobs_cancelled IS NULL))
) STRICT;

CREATE TRIGGER history_accepted AFTER INSERT ON jobs BEGIN
  INSERT INTO history (minute, accepted) VALUES (new.created_at_ms / 60000, 1)
  ON CONFLICT (minute) DO UPDATE SET accepted = accepted + 1;
END;
CREATE TRIGGER history_finished AFTER UPDATE OF finished_at_ms ON jobs
  WHEN old.finished_at_ms IS NULL AND new.finished_at_ms IS NOT NULL BEGIN
  INSERT INTO history (minute, completed, discarded, cancelled, latencies, latency_ms, latency_ms_max)
  VALUES (new.finished_at_ms / 60000, new.state = 'completed', new.state = 'discarded', new.state = 'cancelled',
          new.state = 'completed' AND new.run_reason <> 'manual',
          iif(new.state = 'completed' AND new.run_reason <> 'manual', max(0, new.finished_at_ms - new.created_at_ms), 0),
          iif(new.state = 'completed' AND new.run_reason <> 'manual', max(0, new.finished_at_ms - new.created_at_ms), 0))
  ON CONFLICT (minute) DO UPDATE
  SET completed = completed + excluded.completed, discarded = discarded + excluded.discarded,
      cancelled = cancelled + excluded.cancelled, latencies = latencies + excluded.latencies,
      latency_ms = latency_ms + excluded.latency_ms, latency_ms_max = max(latency_ms_max, excluded.latency_ms_max);
END;
CREATE TRIGGER history_failed AFTER INSERT ON attempts WHEN new.result = 'failed' OR new.result = 'discarded' BEGIN
  INSERT INTO history (minute, failed) VALUES ((new.started_at_ms + coalesce(new.duration_ms, 0)) / 60000, 1)
  ON CONFLICT (minute) DO UPDATE SET failed = failed + 1;
END;

PRAGMA user_version = 8;

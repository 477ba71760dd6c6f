-- hookme's schema, version 4: payloads of finished jobs are kept for a while, for a redelivery, and then deleted. Needs SQLite
-- 3.37 and nothing newer. hookme runs this by itself. By hand, on a file of version 3:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0004_retention.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- A job whose frozen payload is deleted begins with collect if it is tried again, and asks GitHub anew. So of the finished jobs
-- those with the stage deliver are the ones whose payload is kept.
DROP TRIGGER payloads_collect_anew;
CREATE TRIGGER payloads_collect_anew AFTER DELETE ON payloads BEGIN
  UPDATE jobs SET stage = 'collect', collecting_since_ms = NULL
  WHERE id = old.job_id AND (stage = 'deliver' OR collecting_since_ms IS NOT NULL);
END;

-- Those, the one that finished first at the front: their payloads are the next to be deleted. A job whose payload is deleted
-- leaves it, so that it stays as small as what is kept. Queries must write the predicate literally to use it.
CREATE INDEX jobs_kept ON jobs (finished_at_ms) WHERE finished_at_ms IS NOT NULL AND stage = 'deliver';

PRAGMA user_version = 4;

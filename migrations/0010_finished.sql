-- hookme's schema, version 10: finished jobs are deleted when they are old. Needs SQLite 3.37 and nothing newer. hookme runs this by
-- itself. By hand, on a file of version 9:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0010_finished.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- The finished jobs of each state, the one that finished first at the front: the next to be deleted. One for each state, so that
-- what is kept for long does not stand in the way of what is not. A job has an entry in one of them; it is always added at the
-- end. Queries must write the predicate literally to use it.
CREATE INDEX jobs_completed ON jobs (finished_at_ms) WHERE state = 'completed';
CREATE INDEX jobs_discarded ON jobs (finished_at_ms) WHERE state = 'discarded';
CREATE INDEX jobs_cancelled ON jobs (finished_at_ms) WHERE state = 'cancelled';

PRAGMA user_version = 10;

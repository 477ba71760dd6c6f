-- hookme's schema, version 11: what is held costs a claim no more the more there is of it. Needs SQLite 3.37 and nothing newer. hookme
-- runs this by itself. By hand, on a file of version 10:
--   (echo 'BEGIN IMMEDIATE;'; cat migrations/0011_held.sql; echo 'COMMIT;') | sqlite3 -bail hookme.db

-- The few destinations that are held, among all that have ever failed, the one whose next probe is due first at the front.
CREATE INDEX destinations_held ON destinations (probe_at_ms) WHERE state = 'held';
-- As jobs_held, of those that need nothing more from GitHub: the next to be tried while GitHub wants no request. Queries must write
-- the predicates literally to use them.
CREATE INDEX jobs_held_to_deliver ON jobs (destination, run_at_ms) WHERE state = 'held' AND stage = 'deliver';

PRAGMA user_version = 11;

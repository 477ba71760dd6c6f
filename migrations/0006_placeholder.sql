-- Stands in for version 6 until that is merged.
PRAGMA user_version = 6;

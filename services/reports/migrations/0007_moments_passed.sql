-- Up to which moment nothing more is recorded. Whoever stores a version reads it in the same statement and records above it.

ALTER TABLE ledger ADD COLUMN floor_us bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN ledger.floor_us IS 'No version is stored any more with recorded_us at or below this moment, by the clock of the database; raised every second, never lowered';
